package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.Watermark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that market-data knows of one symbol: its open bars, its indicators and its last quote. Not thread-safe: one
 * thread at a time.
 *
 * <p>Life: {@link #SymbolPipeline(PipelineSettings)}, {@link #warmUp} for each bar of the past, {@link #openAt} the start of
 * the run, then {@link #onTick} and {@link #onWatermark} in the order of the symbol's tick partition, {@link #checkpoint} at
 * any time between two of them. After a restart: {@link #restore}, and on with the records after the checkpoint's offsets.
 *
 * <p>Bars and snapshots are closed by ticks and watermarks only. A bar [start, end) closes when a tick at or after
 * {@code end + lateness} or a watermark through {@code end} or later comes. A snapshot as of T holds the last quote before
 * T, and the bars that end at or before T.
 */
public final class SymbolPipeline {

    private final PipelineSettings settings;
    private final SymbolState state;
    private final BarBuilder bars;
    private final TickQuality quality;
    private final PricePath path;
    private @Nullable WarmUp warmUp;
    private long folded;
    private long late;
    private long repeated;
    private long refused;
    private long warmUpRows;
    private long warmUpRepeats;

    public SymbolPipeline(PipelineSettings settings) {
        this.settings = settings;
        this.state = new SymbolState();
        this.bars = new BarBuilder(settings.runId(), settings.instrument(), settings.origin(), settings.lateness());
        this.quality = new TickQuality(settings.instrument(), TickQuality.State.NONE);
        this.path = new PricePath(settings.snapshotTimeframe(), List.of());
        this.warmUp = new WarmUp(settings, state);
    }

    private SymbolPipeline(PipelineSettings settings, SymbolCheckpoint checkpoint) {
        this.settings = settings;
        this.state = new SymbolState(checkpoint.timeframes());
        this.bars = BarBuilder.restore(
                settings.runId(), settings.instrument(), settings.origin(), settings.lateness(), checkpoint.bars());
        this.quality = new TickQuality(settings.instrument(), checkpoint.quality());
        this.path = new PricePath(settings.snapshotTimeframe(), checkpoint.path());
        this.folded = checkpoint.counts().folded();
        this.late = checkpoint.counts().late();
        this.repeated = checkpoint.counts().repeated();
        this.refused = checkpoint.counts().refused();
        this.warmUpRows = checkpoint.counts().warmUpRows();
        this.warmUpRepeats = checkpoint.counts().warmUpRepeats();
    }

    /**
     * A pipeline in the state of the checkpoint. Needs no warm-up.
     *
     * @throws IllegalArgumentException when the checkpoint is of another symbol than the settings, or of another format
     */
    public static SymbolPipeline restore(PipelineSettings settings, SymbolCheckpoint checkpoint) {
        if (checkpoint.format() != SymbolCheckpoint.FORMAT) {
            throw new IllegalArgumentException("checkpoint of " + checkpoint.symbol() + " has format "
                    + checkpoint.format() + ", expected " + SymbolCheckpoint.FORMAT
                    + "; it is of another version of FFE, start a new run");
        }
        if (!checkpoint.symbol().equals(settings.instrument().symbol())) {
            throw new IllegalArgumentException("checkpoint is of " + checkpoint.symbol() + ", expected "
                    + settings.instrument().symbol());
        }
        return new SymbolPipeline(settings, checkpoint);
    }

    public String symbol() {
        return settings.instrument().symbol();
    }

    /**
     * Adds a bar of the past. Rows come by their end, as from {@code WarmUpBars}. Nothing is published for them. Which row
     * counts where several timeframes overlap: the shortest that had begun by then, see {@link WarmUp}.
     *
     * @throws IllegalStateException after {@link #openAt} or the first tick or watermark
     * @throws IllegalArgumentException when the row is of another symbol or ends before the one before it
     */
    public void warmUp(Bar row) {
        if (warmUp == null) {
            throw new IllegalStateException(symbol() + " has started, expected warm-up rows before the start only");
        }
        if (!row.symbol().equals(symbol())) {
            throw new IllegalArgumentException("warm-up row is of " + row.symbol() + ", expected " + symbol());
        }
        warmUp.add(row);
    }

    /**
     * Ends the warm-up: intervals that end at or before {@code start} become history, unpublished; those that reach over it
     * stay open and go on with the run's ticks. A tick before {@code start} (rounded down to the minute) is late. Called
     * again, or after the first tick or watermark, it does nothing.
     *
     * @throws IllegalArgumentException when a warm-up row ends after the start
     */
    public void openAt(Instant start) {
        if (warmUp == null) {
            return;
        }
        Instant minute = Timeframe.M1.startOf(start);
        warmUp.end(minute).forEach(bars::continueFrom);
        bars.closeThrough(minute);
        warmUpRows = warmUp.used();
        warmUpRepeats = warmUp.repeats();
        warmUp = null;
    }

    /**
     * Adds a tick, once: a repeat of (source, sequence) changes nothing. Never throws for what stands in it.
     *
     * <p>A tick closes what ended before it. So one from the future is refused: in a live run what happened after the broker
     * had it, in any run what lies beyond {@link PipelineSettings#farthestJump}.
     *
     * @param appendedAt when the broker took the record, which is the same however often it is read
     */
    public TickOutcome onTick(Tick tick, Instant appendedAt) {
        if (!tick.symbol().equals(symbol())) {
            return refused(tick, TickRefusal.OTHER_SYMBOL, "symbol is " + tick.symbol() + ", expected " + symbol());
        }
        if (tick.origin() != settings.origin()) {
            return refused(
                    tick, TickRefusal.OTHER_ORIGIN, "origin is " + tick.origin() + ", expected " + settings.origin());
        }
        Instant occurredAt = tick.occurredAt();
        if (isFromTheFuture(occurredAt, appendedAt)) {
            return refused(
                    tick,
                    TickRefusal.FROM_THE_FUTURE,
                    "occurredAt is " + occurredAt + ", expected at most "
                            + settings.limits().futureSkew() + " after " + appendedAt);
        }
        if (warmUp != null) {
            openAt(bars.wouldClose(tick));
        }
        Instant through = bars.requireClosedThrough();
        if (isBeyondReach(occurredAt, through)) {
            return refused(
                    tick,
                    TickRefusal.TOO_FAR_AHEAD,
                    "occurredAt is " + occurredAt + ", expected at most " + settings.farthestJump() + " after "
                            + through);
        }
        if (bars.isLate(tick)) {
            late++;
            return new TickOutcome.Late(tick, through);
        }
        if (bars.isRepeat(tick)) {
            repeated++;
            return new TickOutcome.Repeated(tick);
        }
        String beyond = TickRange.beyond(tick);
        if (beyond != null) {
            return refused(tick, TickRefusal.BEYOND_RANGE, beyond);
        }
        Set<TickNote> notes = quality.judge(tick);
        if (settings.origin() == Origin.LIVE && notes.contains(TickNote.JUMP)) {
            return refused(
                    tick,
                    TickRefusal.UNCONFIRMED_JUMP,
                    "its price is far from the last ones, expected two more ticks that agree with it");
        }
        Closed closed = bars.closesMore(tick) ? closeThrough(bars.wouldClose(tick)) : Closed.NOTHING;
        bars.add(tick);
        folded++;
        return closed == Closed.NOTHING && notes.isEmpty()
                ? TickOutcome.Folded.QUIETLY
                : new TickOutcome.Folded(closed, notes);
    }

    /**
     * Closes everything that ends at or before the watermark's {@code through}. One of the past closes nothing, nor does one
     * that a tick of its kind would be refused for.
     *
     * @param appendedAt as of {@link #onTick}
     */
    public Closed onWatermark(Watermark watermark, Instant appendedAt) {
        if (!watermark.symbol().equals(symbol())
                || watermark.origin() != settings.origin()
                || isFromTheFuture(watermark.through(), appendedAt)) {
            return Closed.NOTHING;
        }
        openAt(watermark.through());
        return isBeyondReach(watermark.through(), bars.requireClosedThrough())
                ? Closed.NOTHING
                : closeThrough(watermark.through());
    }

    private TickOutcome refused(Tick tick, TickRefusal reason, String why) {
        refused++;
        return new TickOutcome.Refused(tick, reason, why);
    }

    private boolean isFromTheFuture(Instant time, Instant appendedAt) {
        return settings.origin() == Origin.LIVE
                && time.isAfter(appendedAt)
                && time.isAfter(appendedAt.plus(settings.limits().futureSkew()));
    }

    private boolean isBeyondReach(Instant time, Instant through) {
        // Almost every tick is within some minutes; only what is near the bound is compared with it exactly.
        return time.getEpochSecond() - through.getEpochSecond()
                        >= settings.farthestJump().getSeconds()
                && time.isAfter(through.plus(settings.farthestJump()));
    }

    /** End of what is closed, exclusive; empty before {@link #openAt} and the first record. */
    public Optional<Instant> closedThrough() {
        return bars.closedThrough();
    }

    /** The seven timeframes as of {@link #closedThrough}, shortest first, for whoever wants to look between snapshots. */
    public List<TimeframePulse> pulses() {
        return PulseBuilder.pulses(
                state,
                bars.closedThrough().orElse(Instant.EPOCH),
                settings.instrument().assetClass(),
                settings.limits());
    }

    /** Ticks since the start of the run (carried over by checkpoints), and warm-up rows. */
    public TickCounts counts() {
        return new TickCounts(folded, late, repeated, refused, warmUpRows, warmUpRepeats);
    }

    /**
     * The whole state, as JSON by {@code Json.mapper()}.
     *
     * @throws IllegalStateException before {@link #openAt} and the first record: the warm-up is not part of it
     */
    public SymbolCheckpoint checkpoint() {
        if (warmUp != null) {
            throw new IllegalStateException(symbol() + " has not started, expected openAt before checkpoint");
        }
        return new SymbolCheckpoint(
                SymbolCheckpoint.FORMAT,
                symbol(),
                bars.checkpoint(),
                state.checkpoint(),
                quality.state(),
                counts(),
                path.steps());
    }

    /** Goes from one snapshot's time to the next, so that none of them sees a bar or a quote that came after it. */
    private Closed closeThrough(Instant time) {
        Instant through = bars.requireClosedThrough();
        if (!time.isAfter(through)) {
            return Closed.NOTHING;
        }
        Timeframe timeframe = settings.snapshotTimeframe();
        List<Bar> closed = new ArrayList<>();
        List<Snapshot> snapshots = new ArrayList<>();
        Instant asOf = timeframe.startOf(through).plus(timeframe.length());
        while (!asOf.isAfter(time)) {
            close(asOf, closed);
            snapshots.add(
                    SnapshotBuilder.snapshot(settings, state, bars.lastQuote().orElse(null), path.take(), asOf));
            asOf = asOf.plus(timeframe.length());
        }
        close(time, closed);
        return closed.isEmpty() && snapshots.isEmpty() ? Closed.NOTHING : new Closed(closed, snapshots);
    }

    private void close(Instant time, List<Bar> closed) {
        for (Bar bar : bars.closeThrough(time)) {
            state.add(bar);
            path.add(bar);
            closed.add(bar);
        }
    }
}
