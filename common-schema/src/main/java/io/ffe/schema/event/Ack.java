package io.ffe.schema.event;

import io.ffe.schema.serde.NotCore;
import java.time.Instant;
import java.util.Map;

/**
 * How far one process of a stage has come in a lock-step replay. Offsets are of the next record: a reader that has read
 * through what others have written through has nothing left to read.
 *
 * @param instance tells apart the processes of one stage that run beside each other; a restarted one keeps its name
 * @param life rises with each start of an instance: the newest life counts, what is left of an older one does not
 * @param sequence rises with each ack of a life
 * @param beat last beat whose ticks and consequences this process has fully taken in
 * @param readThrough by {@code topic-partition} that this process owns: the next offset it will read
 * @param writtenThrough by {@code topic-partition}: the offset after its last record
 * @param pending work accepted but not yet visible to others: unpublished records, unfinished jobs, unsent orders
 * @param sentAt system time, for people
 * @param working orders that work plus positions that are open; zero for stages that have none
 */
public record Ack(
        @NotCore String runId,
        String stage,
        String instance,
        long life,
        long sequence,
        long beat,
        Map<String, Long> readThrough,
        Map<String, Long> writtenThrough,
        long pending,
        long working,
        @NotCore Instant sentAt)
        implements Event {

    public Ack {
        Require.id("runId", runId);
        Require.id("stage", stage);
        Require.id("instance", instance);
        Require.notNegative("life", life);
        Require.notNegative("sequence", sequence);
        Require.notNegative("beat", beat);
        Require.notNegative("pending", pending);
        Require.notNegative("working", working);
        readThrough = Map.copyOf(readThrough);
        writtenThrough = Map.copyOf(writtenThrough);
    }

    @Override
    public String eventId() {
        return runId + ":" + stage + ":" + instance + ":" + life + ":" + sequence;
    }

    @Override
    public Instant time() {
        return sentAt;
    }

    @Override
    public String subject() {
        return stage;
    }

    @Override
    public String key() {
        return stage;
    }
}
