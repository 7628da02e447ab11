package io.ffe.messaging.kafka;

import io.ffe.schema.topic.KafkaSecurity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.eclipse.microprofile.config.Config;

/**
 * Where the broker is, and how a client proves who it is: {@code kafka.bootstrap.servers}, and what of
 * {@code kafka.security.protocol}, {@code kafka.ssl.*} and {@code kafka.sasl.*} is set. Channels read the same keys by themselves;
 * every client that we make takes them from here, so that all of a service's clients are one user to the broker.
 */
@ApplicationScoped
public class KafkaAccess {

    private static final String PREFIX = "kafka.";
    private static final String BOOTSTRAP = "kafka.bootstrap.servers";

    /**
     * Kafka's own reporters make MBeans of a client's metrics, and names for a broker that would collect them: hundreds for each client,
     * under one lock of the process, for which all clients wait at a start. What {@code /q/metrics} shows is taken from the channels'
     * clients themselves.
     */
    static final Map<String, Object> UNREPORTED = Map.of(
            CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
            List.of(),
            CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
            false);

    private final Map<String, Object> settings;

    @Inject
    KafkaAccess(Config config) {
        Map<String, Object> known = new HashMap<>();
        known.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.getValue(BOOTSTRAP, String.class));
        for (String key : KafkaSecurity.SETTINGS) {
            config.getOptionalValue(PREFIX + key, String.class).ifPresent(value -> known.put(key, value));
        }
        this.settings = Map.copyOf(known);
    }

    private KafkaAccess(Map<String, Object> settings) {
        this.settings = settings;
    }

    /** A broker that asks nobody who they are, for programs without configuration. */
    public static KafkaAccess open(String bootstrapServers) {
        return new KafkaAccess(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** The settings that every client has, to which a client adds its own; a new map. */
    public Map<String, Object> settings() {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(UNREPORTED);
        return all;
    }
}
