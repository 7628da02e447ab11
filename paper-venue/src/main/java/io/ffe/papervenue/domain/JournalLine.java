package io.ffe.papervenue.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of the exchange, all of it or nothing: what it read since the line before, and what came of it.
 *
 * @param line rises by one, starting at 1
 * @param at venue time: logical outside live, never going back
 * @param beat last beat merged; on a TICK line of a lock-step replay the beat being merged
 * @param tick what caused it, present exactly on TICK
 * @param readThrough by partition of the tick topic, where changed since the line before: the next offset to read
 * @param quotes last quotes by symbol, where changed since the line before
 */
public record JournalLine(
        long line,
        Cause cause,
        Instant at,
        long beat,
        @Nullable TickRef tick,
        Map<Integer, Long> readThrough,
        Map<String, TopOfBook> quotes,
        List<Entry> entries) {

    /** What made the exchange take a step. */
    public enum Cause {
        /** A client or an administrator, or the clock. */
        COMMAND,
        /** A tick that filled, triggered or expired something, or pulled a stop behind it. */
        TICK,
        /** All ticks of a beat are matched; what has come to its time ends with it. */
        BEAT,
        /** Ticks that caused nothing were read; written from time to time so that a restart need not read them again. */
        MARK
    }

    public JournalLine {
        readThrough = Map.copyOf(readThrough);
        quotes = Map.copyOf(quotes);
        entries = List.copyOf(entries);
    }
}
