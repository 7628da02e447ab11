package io.ffe.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class KafkaAccessTest {

    @Test
    void what_the_environment_says_of_identity_reaches_every_client() {
        KafkaAccess access = new KafkaAccess(environment(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "ffe-kafka-bootstrap:9093",
                "KAFKA_SECURITY_PROTOCOL", "SSL",
                "KAFKA_SSL_KEYSTORE_LOCATION", "/etc/kafka/user/user.p12",
                "KAFKA_SSL_KEYSTORE_TYPE", "PKCS12")));

        assertThat(access.settings())
                .containsOnly(
                        Map.entry("bootstrap.servers", "ffe-kafka-bootstrap:9093"),
                        Map.entry("metric.reporters", List.of()),
                        Map.entry("enable.metrics.push", false),
                        Map.entry("security.protocol", "SSL"),
                        Map.entry("ssl.keystore.location", "/etc/kafka/user/user.p12"),
                        Map.entry("ssl.keystore.type", "PKCS12"));
    }

    @Test
    void without_any_a_client_has_the_address_and_reports_to_nobody() {
        assertThat(new KafkaAccess(environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092"))).settings())
                .containsOnly(
                        Map.entry("bootstrap.servers", "kafka:9092"),
                        Map.entry("metric.reporters", List.of()),
                        Map.entry("enable.metrics.push", false));
    }

    private static Config environment(Map<String, String> variables) {
        return new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(variables, 300))
                .build();
    }
}
