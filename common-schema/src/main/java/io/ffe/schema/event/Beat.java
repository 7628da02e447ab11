package io.ffe.schema.event;

import io.ffe.schema.serde.NotCore;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One beat of logical time in a lock-step replay. Readers merge ticks up to {@code tickEnds} before they act on it.
 *
 * @param beat starts at 1 and rises by one within a run
 * @param now logical time
 * @param tickEnds for each partition of the tick topic, the offset after the last record that this beat contains
 * @param snapshotId the snapshot that is released once this beat has settled; present exactly on SNAPSHOT
 * @param symbol of that snapshot
 */
public record Beat(
        @NotCore String runId,
        long beat,
        Kind kind,
        Instant now,
        Map<Integer, Long> tickEnds,
        @Nullable @NotCore String snapshotId,
        @Nullable String symbol)
        implements Event {

    /** What caused the beat. END is the last of a run. */
    public enum Kind {
        SNAPSHOT,
        MINUTE,
        END
    }

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    public Beat {
        Require.id("runId", runId);
        Require.that(beat > 0, "beat", beat, "1 or more");
        tickEnds = Map.copyOf(tickEnds);
        Require.that(
                (kind == Kind.SNAPSHOT) == (snapshotId != null),
                "snapshotId",
                snapshotId,
                "present exactly on SNAPSHOT");
        Require.that((kind == Kind.SNAPSHOT) == (symbol != null), "symbol", symbol, "present exactly on SNAPSHOT");
    }

    @Override
    public String eventId() {
        return runId + ":" + beat;
    }

    /** What {@link #eventId} says: the number of the run's beat with this id; empty when it is the id of anything else. */
    public static OptionalLong numberIn(String eventId, String runId) {
        String number = eventId.startsWith(runId + ":") ? eventId.substring(runId.length() + 1) : "";
        return NUMBER.matcher(number).matches() ? OptionalLong.of(Long.parseLong(number)) : OptionalLong.empty();
    }

    @Override
    public Instant time() {
        return now;
    }

    @Override
    public String subject() {
        return runId;
    }

    @Override
    public String key() {
        return runId;
    }
}
