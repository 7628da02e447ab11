package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Timeframe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns bars of the past into the history of the seven timeframes. A row feeds its own timeframe and, aggregated, the longer
 * ones; never a shorter one. Rows of several timeframes may be mixed (a year of days, a week of minutes); then, for each
 * interval of each timeframe:
 *
 * <blockquote>the shortest timeframe counts that has rows in the interval and had begun at or before its start; if none
 * had, the one that began first.</blockquote>
 *
 * <p>So days come from the daily file until the minutes begin, and from the minutes from their first whole day on. A row that
 * starts before the last one of its own timeframe has ended is a repeat and is not used.
 */
final class WarmUp {

    private final SymbolState history;
    private final PipelineSettings settings;
    private final Steps steps;
    private final Map<Timeframe, Source> sources = new EnumMap<>(Timeframe.class);
    private @Nullable Instant lastRowEnd;
    private long used;
    private long repeats;

    /** Rows of one timeframe, and the open intervals of that and the longer timeframes that they fill. */
    private static final class Source {
        final Instant begin;
        final Map<Timeframe, OpenBar> open = new EnumMap<>(Timeframe.class);
        Instant end;

        Source(Instant begin) {
            this.begin = begin;
            this.end = begin;
        }
    }

    WarmUp(PipelineSettings settings, SymbolState history) {
        this.settings = settings;
        this.steps = Steps.ofPrices(settings.instrument().tickSize());
        this.history = history;
    }

    void add(Bar row) {
        if (lastRowEnd != null && row.end().isBefore(lastRowEnd)) {
            throw new IllegalArgumentException("warm-up row of " + row.subject() + " ends " + row.end()
                    + ", expected at or after the end of the row before it, " + lastRowEnd);
        }
        if (!row.timeframe().startOf(row.start()).equals(row.start())) {
            throw new IllegalArgumentException("warm-up row of " + row.subject() + " starts " + row.start()
                    + ", expected a multiple of " + row.timeframe());
        }
        // Rows come by their end: nothing more can come for an interval that ends before this row does.
        if (lastRowEnd == null || row.end().isAfter(lastRowEnd)) {
            closeThrough(row.end().minusNanos(1));
            lastRowEnd = row.end();
        }
        Source source = sources.computeIfAbsent(row.timeframe(), unseen -> new Source(row.start()));
        if (row.start().isBefore(source.end)) {
            repeats++;
            return;
        }
        source.end = row.end();
        used++;
        for (Timeframe timeframe : Timeframe.values()) {
            if (timeframe.compareTo(row.timeframe()) >= 0) {
                source.open
                        .computeIfAbsent(timeframe, longer -> new OpenBar(longer, longer.startOf(row.start()), steps))
                        .add(row);
            }
        }
    }

    /**
     * Ends the warm-up.
     *
     * @return the intervals that reach over the time, with what the past holds of them
     */
    List<OpenBar> end(Instant time) {
        if (lastRowEnd != null && lastRowEnd.isAfter(time)) {
            throw new IllegalArgumentException(
                    "warm-up row of " + settings.instrument().symbol() + " ends " + lastRowEnd
                            + ", expected none after the start of the run, " + time);
        }
        closeThrough(time);
        List<OpenBar> reachOver = new ArrayList<>();
        for (Timeframe timeframe : Timeframe.values()) {
            OpenBar open = counting(timeframe);
            if (open != null) {
                reachOver.add(open);
            }
        }
        return reachOver;
    }

    long used() {
        return used;
    }

    long repeats() {
        return repeats;
    }

    private void closeThrough(Instant time) {
        for (Timeframe timeframe : Timeframe.values()) {
            OpenBar open = counting(timeframe);
            if (open != null && !open.end().isAfter(time)) {
                history.add(open.toBar(
                        settings.runId(),
                        settings.instrument().symbol(),
                        settings.origin(),
                        settings.instrument().tickSize().scale()));
                sources.values().forEach(source -> source.open.remove(timeframe));
            }
        }
    }

    /** All sources that have this timeframe open have the same interval of it open, because rows come by their end. */
    private @Nullable OpenBar counting(Timeframe timeframe) {
        @Nullable Source chosen = null;
        for (Source source : sources.values()) {
            OpenBar open = source.open.get(timeframe);
            if (open == null) {
                continue;
            }
            if (!source.begin.isAfter(open.start())) {
                return open;
            }
            if (chosen == null || source.begin.isBefore(chosen.begin)) {
                chosen = source;
            }
        }
        return chosen == null ? null : Objects.requireNonNull(chosen.open.get(timeframe));
    }
}
