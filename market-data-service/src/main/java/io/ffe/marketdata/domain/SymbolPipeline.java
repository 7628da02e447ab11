package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.Watermark;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    public SymbolPipeline(PipelineSettings settings) {
        throw new UnsupportedOperationException();
    }

    /**
     * A pipeline in the state of the checkpoint. Needs no warm-up.
     *
     * @throws IllegalArgumentException when the checkpoint is of another symbol than the settings
     */
    public static SymbolPipeline restore(PipelineSettings settings, SymbolCheckpoint checkpoint) {
        throw new UnsupportedOperationException();
    }

    public String symbol() {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds a bar of the past. Rows come by their end, as from {@code WarmUpBars}. Nothing is published for them.
     *
     * @throws IllegalStateException after {@link #openAt} or the first tick or watermark
     */
    public void warmUp(Bar row) {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends the warm-up: intervals that end at or before {@code start} become history, unpublished; those that reach over it
     * stay open and go on with the run's ticks. A tick before {@code start} is late. Called again, or after the first tick
     * or watermark, it does nothing.
     */
    public void openAt(Instant start) {
        throw new UnsupportedOperationException();
    }

    /** Adds a tick. Never throws for what stands in it. */
    public TickOutcome onTick(Tick tick) {
        throw new UnsupportedOperationException();
    }

    /** Closes everything that ends at or before the watermark's {@code through}. A watermark of the past closes nothing. */
    public Closed onWatermark(Watermark watermark) {
        throw new UnsupportedOperationException();
    }

    /** End of what is closed, exclusive; empty before {@link #openAt} and the first record. */
    public Optional<Instant> closedThrough() {
        throw new UnsupportedOperationException();
    }

    /** The seven timeframes as of {@link #closedThrough}, shortest first, for whoever wants to look between snapshots. */
    public List<TimeframePulse> pulses() {
        throw new UnsupportedOperationException();
    }

    /** Ticks since the start of the run (carried over by checkpoints), and warm-up rows. */
    public TickCounts counts() {
        throw new UnsupportedOperationException();
    }

    /** The whole state, as JSON by {@code Json.mapper()}. */
    public SymbolCheckpoint checkpoint() {
        throw new UnsupportedOperationException();
    }
}
