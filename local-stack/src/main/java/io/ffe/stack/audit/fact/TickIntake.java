package io.ffe.stack.audit.fact;

import java.util.List;
import java.util.Map;

/**
 * What market-data says became of the ticks, as of its last checkpoint.
 *
 * @param since for each partition the first offset that is counted
 * @param through for each partition the offset after the last that is counted
 * @param sources ticks of each symbol from each source
 * @param unreadable records that are dead letters, of all symbols
 */
public record TickIntake(
        Map<Integer, Long> since, Map<Integer, Long> through, List<OfSource> sources, long unreadable) {

    /** @param refused readable, and of no use to this run */
    public record OfSource(String symbol, String source, long folded, long late, long repeated, long refused) {

        public long total() {
            return folded + late + repeated + refused;
        }
    }
}
