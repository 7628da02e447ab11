package io.ffe.stack.broker;

import io.ffe.schema.topic.KafkaSecurity;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Where a broker is, and how a client proves who it is.
 *
 * @param security settings of Kafka's clients, of {@link KafkaSecurity#SETTINGS}; empty for a broker that asks nobody
 */
public record BrokerAccess(String bootstrapServers, Map<String, String> security) {

    public BrokerAccess {
        security = Map.copyOf(security);
    }

    /** A broker that asks nobody who they are, as the one of {@code ./ffe up}. */
    public static BrokerAccess open(String bootstrapServers) {
        return new BrokerAccess(bootstrapServers, Map.of());
    }

    /** With what is set of the variables that tell services who they are, as {@code KAFKA_SECURITY_PROTOCOL}. */
    public static BrokerAccess in(Map<String, String> environment, String bootstrapServers) {
        Map<String, String> security = new HashMap<>();
        for (String setting : KafkaSecurity.SETTINGS) {
            String value = environment.getOrDefault(KafkaSecurity.variable(setting), "");
            if (!value.isBlank()) {
                security.put(setting, value);
            }
        }
        return new BrokerAccess(bootstrapServers, security);
    }

    /** The settings that every client has, to which a client adds its own; a new map. */
    public Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(security);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }

    /** Without passwords: this ends up in messages. */
    @Override
    public String toString() {
        return bootstrapServers;
    }
}
