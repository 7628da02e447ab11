package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the bars of all seven timeframes of one symbol. Ticks fill minutes, closed minutes fill the longer bars, so five
 * minutes are the five-minute bar, exactly. An interval without a tick gives no bar.
 *
 * <p>One line in time, {@link #closedThrough}, on the minute grid, divides closed from open for all timeframes. It only
 * moves forward, when it is told to ({@link #closeThrough}); {@link #wouldClose} says how far a tick lets it move.
 */
public final class BarBuilder {

    private static final long MINUTE_SECONDS = 60;

    private final String runId;
    private final Instrument instrument;
    private final Origin origin;
    private final Duration lateness;
    private final Steps steps;
    private final List<OpenBar> minutes = new ArrayList<>(2);
    private final Map<Timeframe, OpenBar> longer = new EnumMap<>(Timeframe.class);
    private @Nullable Instant closedThrough;
    private @Nullable LastQuote lastQuote;

    public BarBuilder(String runId, Instrument instrument, Origin origin, Duration lateness) {
        this.runId = runId;
        this.instrument = instrument;
        this.origin = origin;
        this.lateness = lateness;
        this.steps = Steps.ofPrices(instrument.tickSize());
    }

    /** A builder in the state of the checkpoint. */
    public static BarBuilder restore(
            String runId, Instrument instrument, Origin origin, Duration lateness, BarBuilderCheckpoint checkpoint) {
        BarBuilder builder = new BarBuilder(runId, instrument, origin, lateness);
        builder.closedThrough = checkpoint.closedThrough();
        builder.lastQuote = checkpoint.lastQuote();
        checkpoint.minutes().forEach(minute -> builder.minutes.add(new OpenBar(minute, builder.steps)));
        checkpoint.longer().forEach(bar -> builder.longer.put(bar.timeframe(), new OpenBar(bar, builder.steps)));
        return builder;
    }

    /** {@link #closedThrough} where it is known to be there. */
    Instant requireClosedThrough() {
        if (closedThrough == null) {
            throw new IllegalStateException(
                    instrument.symbol() + " has closed nothing, expected a first record before");
        }
        return closedThrough;
    }

    /** End of what is closed, exclusive; empty before the first tick or {@link #closeThrough}. */
    public Optional<Instant> closedThrough() {
        return Optional.ofNullable(closedThrough);
    }

    /** Whether the tick belongs to an interval that is closed. Such a tick must not be added. */
    public boolean isLate(Tick tick) {
        return closedThrough != null && tick.occurredAt().isBefore(closedThrough);
    }

    /** Whether the tick, which is not late, is in its minute already. Such a tick must not be added. */
    public boolean isRepeat(Tick tick) {
        long start = minuteSecond(tick.occurredAt().getEpochSecond());
        for (int i = 0; i < minutes.size(); i++) {
            OpenBar minute = minutes.get(i);
            if (minute.startSecond() == start) {
                return minute.holds(tick);
            }
        }
        return false;
    }

    /** How far {@link #closeThrough} may go once this tick has been seen: the minutes that ended {@code lateness} before it. */
    public Instant wouldClose(Tick tick) {
        return Timeframe.M1.startOf(tick.occurredAt().minus(lateness));
    }

    /** Whether {@link #wouldClose} is past what is closed: of a thousand ticks of one minute it is for the first. */
    public boolean closesMore(Tick tick) {
        if (closedThrough == null) {
            return true;
        }
        Instant at = tick.occurredAt();
        long second = at.getEpochSecond() - lateness.getSeconds() - (at.getNano() < lateness.getNano() ? 1 : 0);
        return minuteSecond(second) > closedThrough.getEpochSecond();
    }

    private static long minuteSecond(long second) {
        return Math.floorDiv(second, MINUTE_SECONDS) * MINUTE_SECONDS;
    }

    /**
     * Adds a tick, not a repeated one, to its minute.
     *
     * @throws IllegalArgumentException when it is late
     */
    public void add(Tick tick) {
        if (isLate(tick)) {
            throw new IllegalArgumentException("tick " + tick.eventId() + " is of " + tick.occurredAt()
                    + ", expected at or after " + closedThrough);
        }
        if (closedThrough == null) {
            closedThrough = wouldClose(tick);
        }
        minuteOf(tick.occurredAt()).add(tick);
    }

    /** Adds what the past holds of an interval that is open at the start of the run. Before any tick. */
    void continueFrom(OpenBar open) {
        longer.put(open.timeframe(), open);
    }

    /**
     * Closes every bar that ends at or before the time (rounded down to the minute).
     *
     * @return the bars by end, then by timeframe, shortest first; none when the time is closed already
     */
    public List<Bar> closeThrough(Instant time) {
        Instant through = Timeframe.M1.startOf(time);
        if (closedThrough != null && !through.isAfter(closedThrough)) {
            return List.of();
        }
        List<Bar> closed = new ArrayList<>();
        while (!minutes.isEmpty() && !minutes.getFirst().end().isAfter(through)) {
            OpenBar minute = minutes.removeFirst();
            closeLonger(minute.start(), closed);
            close(minute, closed);
        }
        closeLonger(through, closed);
        closedThrough = through;
        return closed;
    }

    /** Newest quote before {@link #closedThrough}, so never one that a snapshot of that time must not know. */
    Optional<LastQuote> lastQuote() {
        return Optional.ofNullable(lastQuote);
    }

    public BarBuilderCheckpoint checkpoint() {
        return new BarBuilderCheckpoint(
                closedThrough,
                minutes.stream().map(OpenBar::state).toList(),
                longer.values().stream().map(OpenBar::state).toList(),
                lastQuote);
    }

    private OpenBar minuteOf(Instant time) {
        long start = minuteSecond(time.getEpochSecond());
        int after = minutes.size();
        while (after > 0 && minutes.get(after - 1).startSecond() >= start) {
            OpenBar minute = minutes.get(after - 1);
            if (minute.startSecond() == start) {
                return minute;
            }
            after--;
        }
        OpenBar minute = new OpenBar(Timeframe.M1, Instant.ofEpochSecond(start), steps);
        minutes.add(after, minute);
        return minute;
    }

    private void close(OpenBar minute, List<Bar> closed) {
        Bar bar = toBar(minute);
        closed.add(bar);
        LastQuote newest = minute.lastQuote();
        if (newest != null) {
            lastQuote = newest;
        }
        for (Timeframe timeframe : Timeframe.values()) {
            if (timeframe != Timeframe.M1) {
                longer.computeIfAbsent(timeframe, missing -> new OpenBar(missing, missing.startOf(bar.start()), steps))
                        .add(bar);
            }
        }
    }

    private void closeLonger(Instant through, List<Bar> closed) {
        List<OpenBar> done = longer.values().stream()
                .filter(bar -> !bar.end().isAfter(through))
                .sorted(Comparator.comparing(OpenBar::end).thenComparing(OpenBar::timeframe))
                .toList();
        for (OpenBar bar : done) {
            longer.remove(bar.timeframe());
            closed.add(toBar(bar));
        }
    }

    private Bar toBar(OpenBar bar) {
        return bar.toBar(
                runId, instrument.symbol(), origin, instrument.tickSize().scale());
    }
}
