package io.ffe.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.messaging.kafka.CommittedLag.Group;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class CommittedLagTest {

    private static final TopicPartition FIRST = new TopicPartition("ffe.decisions.v1", 0);
    private static final TopicPartition SECOND = new TopicPartition("ffe.decisions.v1", 1);

    @Test
    void what_is_not_committed_is_behind_over_all_partitions() {
        assertThat(CommittedLag.behind(
                        Map.of(FIRST, 90L, SECOND, 40L),
                        Map.of(FIRST, 0L, SECOND, 0L),
                        Map.of(FIRST, 100L, SECOND, 45L)))
                .isEqualTo(15);
    }

    @Test
    void a_partition_without_a_commit_is_behind_by_all_that_it_holds() {
        assertThat(CommittedLag.behind(
                        Map.of(FIRST, 100L), Map.of(FIRST, 0L, SECOND, 30L), Map.of(FIRST, 100L, SECOND, 45L)))
                .isEqualTo(15);
    }

    @Test
    void what_was_removed_before_it_was_read_cannot_be_read_any_more_and_is_not_counted() {
        assertThat(CommittedLag.behind(Map.of(FIRST, 10L), Map.of(FIRST, 60L), Map.of(FIRST, 100L)))
                .isEqualTo(40);
    }

    @Test
    void a_topic_that_was_made_anew_is_not_behind_by_less_than_nothing() {
        assertThat(CommittedLag.behind(Map.of(FIRST, 90L), Map.of(FIRST, 0L), Map.of(FIRST, 3L)))
                .isZero();
    }

    @Test
    void the_groups_are_those_of_the_channels_and_a_service_without_channels_has_none() {
        Map<String, String> channels = Map.of(
                "mp.messaging.incoming.snapshots.group.id", "ffe-risk-snapshots",
                "mp.messaging.incoming.snapshots.topic", "ffe.snapshots.v1",
                "mp.messaging.incoming.decisions.group.id", "ffe-risk-decisions",
                "mp.messaging.incoming.decisions.topic", "ffe.decisions.v1",
                "mp.messaging.outgoing.verdicts.topic", "ffe.verdicts.v1");

        assertThat(CommittedLag.groups(config(channels)))
                .containsExactly(
                        new Group("ffe-risk-decisions", "ffe.decisions.v1"),
                        new Group("ffe-risk-snapshots", "ffe.snapshots.v1"));
        assertThat(CommittedLag.groups(config(Map.of()))).isEmpty();
    }

    private static Config config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }
}
