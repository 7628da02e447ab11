package io.ffe.marketdata.store;

import io.ffe.marketdata.domain.SymbolCheckpoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * The state of a replay between two closes of its snapshot timeframe, or of a partition of a live run.
 *
 * @param asOf the last close that is done: its snapshots are out and everybody has answered; live, when it was saved
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

    /**
     * What it has of one partition. Records that cannot be read are counted with the first one: of which partition they were is not
     * known.
     *
     * @param home partition of a symbol
     */
    public Checkpoint of(int partition, ToIntFunction<String> home) {
        boolean first = tickOffsets.keySet().stream().min(Integer::compare).orElse(0) == partition;
        Map<Integer, Long> offset = only(partition, tickOffsets);
        return new Checkpoint(
                asOf,
                offset,
                sequences.stream()
                        .filter(source -> home.applyAsInt(source.symbol()) == partition)
                        .toList(),
                first ? totals : Totals.NONE,
                new IntakeCounts(
                        only(partition, intake.since()),
                        intake.sources().stream()
                                .filter(source -> home.applyAsInt(source.symbol()) == partition)
                                .toList(),
                        first ? intake.unreadable() : Map.of()),
                pipelines.stream()
                        .filter(pipeline -> home.applyAsInt(pipeline.symbol()) == partition)
                        .toList());
    }

    /** Without the pipelines of symbols that were taken out of the run; the numbers of their ticks stay taken. */
    public Checkpoint onlyOf(Set<String> symbols) {
        return new Checkpoint(
                asOf,
                tickOffsets,
                sequences,
                totals,
                intake,
                pipelines.stream()
                        .filter(pipeline -> symbols.contains(pipeline.symbol()))
                        .toList());
    }

    /** Whether it was saved, or has closed anything, later than this. Nothing would close before that time came again. */
    public boolean isAheadOf(Instant time) {
        return asOf.isAfter(time)
                || pipelines.stream()
                        .map(pipeline -> pipeline.bars().closedThrough())
                        .anyMatch(through -> through != null && through.isAfter(time));
    }

    private static Map<Integer, Long> only(int partition, Map<Integer, Long> offsets) {
        Long offset = offsets.get(partition);
        return offset == null ? Map.of() : Map.of(partition, offset);
    }

    /** Last sequence of a symbol at a source. */
    public record SourceSequence(String symbol, String source, long sequence) {}

    /** Counts since the start of the run. */
    public record Totals(long ticks, long bars, long snapshots) {

        public static final Totals NONE = new Totals(0, 0, 0);
    }
}
