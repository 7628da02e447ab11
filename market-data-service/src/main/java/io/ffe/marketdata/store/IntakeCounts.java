package io.ffe.marketdata.store;

import java.util.List;
import java.util.Map;

/**
 * What became of every record of the tick topic between two offsets: for each source, ticks on the topic = folded + late +
 * repeated + refused. An audit counts the topic and compares.
 *
 * @param since for each partition the first offset that is counted; an absent one is 0
 * @param sources in no particular order
 * @param unreadable records that are dead letters, by reason
 */
public record IntakeCounts(Map<Integer, Long> since, List<OfSource> sources, Map<String, Long> unreadable) {

    /**
     * Ticks of a symbol from one source.
     *
     * @param refused by {@link io.ffe.marketdata.domain.TickRefusal}
     * @param notes of those that were folded, by {@link io.ffe.marketdata.domain.TickNote}
     */
    public record OfSource(
            String symbol,
            String source,
            long folded,
            long late,
            long repeated,
            Map<String, Long> refused,
            Map<String, Long> notes) {

        public OfSource {
            refused = Map.copyOf(refused);
            notes = Map.copyOf(notes);
        }
    }

    public IntakeCounts {
        since = Map.copyOf(since);
        sources = List.copyOf(sources);
        unreadable = Map.copyOf(unreadable);
    }

    /** Nothing yet, and nothing of what lies before these offsets ever. */
    public static IntakeCounts startingAt(Map<Integer, Long> offsets) {
        return new IntakeCounts(offsets, List.of(), Map.of());
    }
}
