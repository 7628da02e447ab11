package io.ffe.stack.audit.fact;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What market-data says became of the ticks, as of its last checkpoint, or of one for each partition.
 *
 * @param since for each partition the first offset that is counted
 * @param through for each partition the offset after the last that is counted
 * @param sources ticks of each symbol from each source
 * @param unreadable records that are dead letters, of all symbols
 */
public record TickIntake(
        Map<Integer, Long> since, Map<Integer, Long> through, List<OfSource> sources, long unreadable) {

    public TickIntake {
        since = Map.copyOf(since);
        through = Map.copyOf(through);
        sources = List.copyOf(sources);
    }

    /** With what another checkpoint says of other partitions; a source may have ticks in both. */
    public TickIntake and(TickIntake other) {
        Map<Integer, Long> begins = new HashMap<>(since);
        begins.putAll(other.since);
        Map<Integer, Long> ends = new HashMap<>(through);
        ends.putAll(other.through);
        Map<List<String>, OfSource> all = new LinkedHashMap<>();
        Stream.concat(sources.stream(), other.sources.stream())
                .forEach(source -> all.merge(List.of(source.symbol(), source.source()), source, OfSource::and));
        return new TickIntake(begins, ends, List.copyOf(all.values()), unreadable + other.unreadable);
    }

    /** @param refused readable, and of no use to this run */
    public record OfSource(String symbol, String source, long folded, long late, long repeated, long refused) {

        public long total() {
            return folded + late + repeated + refused;
        }

        private OfSource and(OfSource other) {
            return new OfSource(
                    symbol,
                    source,
                    folded + other.folded,
                    late + other.late,
                    repeated + other.repeated,
                    refused + other.refused);
        }
    }
}
