package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.schema.event.Decision;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.broker.TopicCreation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** Poison comes while the topic for it cannot take it. */
@QuarkusTest
@QuarkusTestResource(RealInfrastructure.class)
class DeadLetterTopicAwayIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    @Inject
    KafkaClients clients;

    @Inject
    DataSource database;

    @Inject
    @Default
    MessagingReadiness readiness;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void the_partition_stops_with_readiness_down_and_nothing_is_dropped() throws Exception {
        Decision behind = Samples.hold("behind-a-letter", "snapshot-1");
        byte[] poison = "{\"nobody\": ".getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = EventCodec.headers(behind, "ffe/decision", null, Samples.AS_OF.plusMillis(50));
        try (Admin admin = TopicCreation.admin(bootstrapServers)) {
            admin.deleteTopics(List.of(Topics.DECISIONS.dlqName())).all().get();
            // The controller has answered before the broker knows, which would still take a letter.
            await().atMost(SOON).until(() -> !admin.listTopics().names().get().contains(Topics.DECISIONS.dlqName()));
            try (TopicProbe probe = new TopicProbe(clients, Topics.DECISIONS.topicName())) {
                probe.send(Topics.DECISIONS.topicName(), behind.key(), poison, headers);
                probe.send(Topics.DECISIONS.topicName(), behind.key(), EventCodec.payload(behind), headers);
            }

            await().atMost(SOON).until(() -> readiness.call().getStatus() == Status.DOWN);
            assertThat(readiness.call().getData().orElseThrow()).containsKey("inbox");
            assertThat(effects(behind)).isZero();

            TopicCreation.createMissing(admin);
            await().atMost(SOON).until(() -> effects(behind) == 1);
            assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
            try (TopicProbe dlq = new TopicProbe(clients, Topics.DECISIONS.dlqName())) {
                assertThat(dlq.awaitRecords(1, record -> Arrays.equals(record.value(), poison)))
                        .isNotEmpty();
            }
        }
    }

    private long effects(Decision decision) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement count =
                        connection.prepareStatement("SELECT count(*) FROM effect WHERE decision_id = ?")) {
            count.setString(1, decision.decisionId());
            try (ResultSet result = count.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }
}
