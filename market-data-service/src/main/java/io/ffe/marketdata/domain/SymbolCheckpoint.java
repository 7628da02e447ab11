package io.ffe.marketdata.domain;

import java.util.List;

/**
 * The whole state of a {@link SymbolPipeline}; written to and read from JSON by {@code Json.mapper()} without loss.
 *
 * @param format version of this record's shape; one that is not {@link #FORMAT} cannot be restored
 * @param timeframes all seven, shortest first
 * @param quality what the next ticks are compared with
 */
public record SymbolCheckpoint(
        int format,
        String symbol,
        BarBuilderCheckpoint bars,
        List<TimeframeCheckpoint> timeframes,
        TickQuality.State quality,
        TickCounts counts) {

    public static final int FORMAT = 3;

    public SymbolCheckpoint {
        timeframes = List.copyOf(timeframes);
    }
}
