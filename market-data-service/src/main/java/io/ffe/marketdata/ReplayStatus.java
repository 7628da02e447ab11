package io.ffe.marketdata;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the replay is.
 *
 * @param progress 0 to 1, absent where there is no end to count towards
 * @param logicalTime absent before the first tick
 * @param detail what went wrong, or what it is doing; absent when the state says all
 */
public record ReplayStatus(
        String runId,
        State state,
        @Nullable Double progress,
        @Nullable Instant logicalTime,
        long ticks,
        long bars,
        long snapshots,
        long beats,
        @Nullable String detail) {

    /** STALLED: somebody does not answer. FAILED: the data or this process is broken. Both say so in detail. */
    public enum State {
        WARMING_UP,
        RUNNING,
        FINISHED,
        STALLED,
        FAILED
    }
}
