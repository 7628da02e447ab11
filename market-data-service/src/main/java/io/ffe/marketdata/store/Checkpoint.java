package io.ffe.marketdata.store;

import io.ffe.marketdata.domain.SymbolCheckpoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The state of a replay between two closes of its snapshot timeframe.
 *
 * @param asOf the last close that is done: its snapshots are out and everybody has answered
 * @param tickOffsets for each partition of the tick topic, the first offset that is not in {@code pipelines}
 * @param sequences last sequence of each source of ticks that is in {@code pipelines}
 * @param totals what was published so far
 * @param intake what became of the ticks before {@code tickOffsets}
 */
public record Checkpoint(
        Instant asOf,
        Map<Integer, Long> tickOffsets,
        List<SourceSequence> sequences,
        Totals totals,
        IntakeCounts intake,
        List<SymbolCheckpoint> pipelines) {

    /** Last sequence of a symbol at a source. */
    public record SourceSequence(String symbol, String source, long sequence) {}

    /** Counts since the start of the run. */
    public record Totals(long ticks, long bars, long snapshots) {

        public static final Totals NONE = new Totals(0, 0, 0);
    }
}
