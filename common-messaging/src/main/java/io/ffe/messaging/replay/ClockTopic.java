package io.ffe.messaging.replay;

import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Beat;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Where a run has come to on the clock topic, on which beats may stand more than once and other runs' beats between them. */
public final class ClockTopic {

    static final TopicPartition CLOCK = new TopicPartition(Topics.CLOCK.topicName(), 0);

    private static final Duration POLL = Duration.ofMillis(200);
    /** Looked at first; repeats and other runs' beats at the end of the topic are fewer, or more is looked at. */
    private static final long NEAR_END = 200;

    private ClockTopic() {}

    /** A beat and where it stands. */
    public record Place(long offset, long beat) {}

    /**
     * The run's beat with the highest number. Leaves the consumer assigned to the topic, at some position.
     *
     * @return empty when no beat of the run was published
     * @throws IllegalStateException when there is none and the beginning of the topic was removed: nobody can tell then
     */
    public static Optional<Place> newest(KafkaConsumer<String, byte[]> consumer, String runId) {
        consumer.assign(List.of(CLOCK));
        long begin = consumer.beginningOffsets(List.of(CLOCK)).getOrDefault(CLOCK, 0L);
        long end = consumer.endOffsets(List.of(CLOCK)).getOrDefault(CLOCK, 0L);
        Optional<Place> newest = Optional.empty();
        long from = end;
        for (long window = NEAR_END; newest.isEmpty() && from > begin; window *= 2) {
            long to = from;
            from = Math.max(begin, end - window);
            newest = newest(consumer, runId, from, to);
        }
        if (newest.isEmpty() && begin > 0) {
            throw new IllegalStateException("no beat of run " + runId + " is on " + CLOCK + ", whose first " + begin
                    + " records were removed: what the last beat was cannot be known, start a new run");
        }
        return newest;
    }

    private static Optional<Place> newest(KafkaConsumer<String, byte[]> consumer, String runId, long from, long to) {
        consumer.seek(CLOCK, from);
        Optional<Place> newest = Optional.empty();
        while (consumer.position(CLOCK) < to) {
            // Backwards: the newest is mostly the last, and the others need not be decoded then.
            for (ConsumerRecord<String, byte[]> record :
                    consumer.poll(POLL).records(CLOCK).reversed()) {
                long known = newest.map(Place::beat).orElse(0L);
                Map<String, String> headers = Records.headers(record.headers());
                if (record.offset() < to
                        && !isAtMost(known, headers, runId)
                        && EventCodec.decode(Topics.CLOCK, record.key(), record.value(), headers)
                                instanceof Accepted(Beat beat, var envelope)
                        && beat.runId().equals(runId)
                        && beat.beat() > known) {
                    newest = Optional.of(new Place(record.offset(), beat.beat()));
                }
            }
        }
        return newest;
    }

    /** By the id, which writers make from run and number; where it is another one or absent, the payload has to tell. */
    private static boolean isAtMost(long beat, Map<String, String> headers, String runId) {
        OptionalLong said = Beat.numberIn(headers.getOrDefault(HeaderNames.ID, ""), runId);
        return said.isPresent() && said.getAsLong() <= beat;
    }
}
