package io.ffe.schema.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.EventType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicsTest {

    @ParameterizedTest
    @EnumSource
    void retention_counts_from_the_append_and_not_from_the_events_time(Topics topic) {
        assertThat(topic.settings()).containsEntry("message.timestamp.type", "LogAppendTime");
        assertThat(topic.dlqSettings()).containsEntry("message.timestamp.type", "LogAppendTime");
    }

    @ParameterizedTest
    @EnumSource
    void the_largest_payload_fits_with_its_headers_and_so_does_its_dead_letter(Topics topic) {
        int record = Integer.parseInt(topic.settings().get("max.message.bytes"));

        assertThat(record).isGreaterThan(Topics.MAX_PAYLOAD_BYTES);
        assertThat(Integer.parseInt(topic.dlqSettings().get("max.message.bytes")))
                .isGreaterThan(record);
    }

    @ParameterizedTest
    @EnumSource
    void a_topic_is_either_kept_for_a_time_or_compacted(Topics topic) {
        boolean compacted = topic.kept() instanceof Topics.Kept.Latest;

        assertThat(topic.settings()).containsEntry("cleanup.policy", compacted ? "compact" : "delete");
        assertThat(topic.settings().containsKey("retention.ms")).isNotEqualTo(compacted);
        assertThat(Topics.byName(topic.topicName())).contains(topic);
        assertThat(topic.dlqName()).isEqualTo(topic.topicName() + ".dlq");
    }

    @ParameterizedTest
    @EnumSource
    void who_refuses_a_record_reads_it_and_somebody_writes_it(Topics topic) {
        assertThat(topic.readers()).containsAll(topic.refusers());
        assertThat(topic.writers()).isNotEmpty();
        topic.writer().ifPresent(writer -> assertThat(topic.writers()).containsExactly(writer));
    }

    @Test
    void every_event_has_exactly_one_topic() {
        assertThat(Arrays.stream(Topics.values()).flatMap(topic -> topic.carries().stream()))
                .containsExactlyInAnyOrder(EventType.values());
    }
}
