package io.ffe.marketdata.domain;

import io.ffe.schema.event.Snapshot.Path.Step;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a {@link SymbolPipeline}; written to and read from JSON by {@code Json.mapper()} without loss.
 *
 * @param format version of this record's shape; one that is not {@link #FORMAT} cannot be restored
 * @param timeframes all seven, shortest first
 * @param quality what the next ticks are compared with
 * @param path closed steps since the last snapshot, oldest first; none in a checkpoint of an earlier version
 */
public record SymbolCheckpoint(
        int format,
        String symbol,
        BarBuilderCheckpoint bars,
        List<TimeframeCheckpoint> timeframes,
        TickQuality.State quality,
        TickCounts counts,
        List<Step> path) {

    public static final int FORMAT = 3;

    public SymbolCheckpoint(
            int format,
            String symbol,
            BarBuilderCheckpoint bars,
            List<TimeframeCheckpoint> timeframes,
            TickQuality.State quality,
            TickCounts counts,
            @Nullable List<Step> path) {
        this.format = format;
        this.symbol = symbol;
        this.bars = bars;
        this.timeframes = List.copyOf(timeframes);
        this.quality = quality;
        this.counts = counts;
        this.path = List.copyOf(Objects.requireNonNullElse(path, List.of()));
    }
}
