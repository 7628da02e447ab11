package io.ffe.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.messaging.RealInfrastructure;
import io.ffe.messaging.kafka.CommittedLag.Group;
import io.ffe.schema.topic.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What a real broker says of a group. The topic is one that nothing else writes here. */
@QuarkusTest
@QuarkusTestResource(RealInfrastructure.class)
class CommittedLagIT {

    private static final String TOPIC = Topics.BARS.topicName();

    @Inject
    KafkaAccess access;

    @Inject
    KafkaClients clients;

    @Test
    void a_group_is_behind_by_what_it_has_not_committed_and_an_unknown_one_by_everything() throws Exception {
        try (Admin admin = Admin.create(access.settings())) {
            long before = CommittedLag.lag(admin, new Group("nobody", TOPIC));
            for (int record = 0; record < 5; record++) {
                clients.producer()
                        .send(new ProducerRecord<>(TOPIC, 3, "BTCUSDT", new byte[] {1}))
                        .get();
            }
            assertThat(CommittedLag.lag(admin, new Group("nobody", TOPIC))).isEqualTo(before + 5);

            commit(admin, "lag-probe", before + 2);
            assertThat(CommittedLag.lag(admin, new Group("lag-probe", TOPIC))).isEqualTo(3);

            commit(admin, "lag-probe", before + 5);
            assertThat(CommittedLag.lag(admin, new Group("lag-probe", TOPIC))).isZero();
        }
    }

    private static void commit(Admin admin, String group, long next) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(TOPIC, 3), new OffsetAndMetadata(next)))
                .all()
                .get();
    }
}
