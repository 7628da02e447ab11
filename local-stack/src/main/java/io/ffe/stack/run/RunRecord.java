package io.ffe.stack.run;

import io.ffe.stack.process.Memory;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is written down about a run in its {@code run.json}.
 *
 * @param infrastructure the choice and its reason
 * @param startedAt of the newest start: a run may be continued
 * @param readyMillis by component, from its start to its first answer that it is ready
 * @param memory by component, as last seen
 * @param firstFillMillis from all services being ready to the first filled order of this start
 * @param detail why it ended as it did
 */
public record RunRecord(
        String runId,
        State state,
        FeedOptions feed,
        String infrastructure,
        Instant startedAt,
        @Nullable Instant endedAt,
        Map<String, Long> readyMillis,
        Map<String, Memory> memory,
        @Nullable Long firstFillMillis,
        @Nullable String detail) {

    /** How far a run has come. STOPPED can be continued, unless it was a replay. */
    public enum State {
        UP,
        STOPPED,
        FINISHED,
        FAILED
    }

    public RunRecord {
        readyMillis = new TreeMap<>(readyMillis);
        memory = new TreeMap<>(memory);
    }

    public static RunRecord starting(String runId, FeedOptions feed, String infrastructure, Instant now) {
        return new RunRecord(runId, State.UP, feed, infrastructure, now, null, Map.of(), Map.of(), null, null);
    }

    public RunRecord withReady(Map<String, Long> millis) {
        return new RunRecord(
                runId, state, feed, infrastructure, startedAt, endedAt, millis, memory, firstFillMillis, detail);
    }

    public RunRecord withMemory(Map<String, Memory> seen) {
        Map<String, Memory> merged = new TreeMap<>(memory);
        // A process that was started again has forgotten its peak.
        seen.forEach((name, now) -> merged.merge(
                name,
                now,
                (before, after) -> new Memory(after.residentKib(), Math.max(before.peakKib(), after.peakKib()))));
        return new RunRecord(
                runId, state, feed, infrastructure, startedAt, endedAt, readyMillis, merged, firstFillMillis, detail);
    }

    public RunRecord withFirstFill(long millis) {
        return new RunRecord(
                runId, state, feed, infrastructure, startedAt, endedAt, readyMillis, memory, millis, detail);
    }

    public RunRecord ended(State how, @Nullable String why, Instant now) {
        return new RunRecord(
                runId, how, feed, infrastructure, startedAt, now, readyMillis, memory, firstFillMillis, why);
    }
}
