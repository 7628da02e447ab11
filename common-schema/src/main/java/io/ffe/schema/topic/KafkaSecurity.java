package io.ffe.schema.topic;

import java.util.List;
import java.util.Locale;

/** How a Kafka client proves who it is: the settings of Kafka's clients that every program of FFE hands on. */
public final class KafkaSecurity {

    /** By name, because an environment variable does not say where its dots were. */
    public static final List<String> SETTINGS = List.of(
            "security.protocol",
            "ssl.keystore.location",
            "ssl.keystore.password",
            "ssl.keystore.type",
            "ssl.key.password",
            "ssl.truststore.location",
            "ssl.truststore.password",
            "ssl.truststore.type",
            "ssl.endpoint.identification.algorithm",
            "sasl.mechanism",
            "sasl.jaas.config");

    private KafkaSecurity() {}

    /** The environment variable of a setting, as in {@code KAFKA_SSL_KEYSTORE_LOCATION}. */
    public static String variable(String setting) {
        return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
