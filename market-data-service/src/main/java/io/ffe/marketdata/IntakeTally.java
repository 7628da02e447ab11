package io.ffe.marketdata;

import io.ffe.marketdata.domain.TickOutcome;
import io.ffe.marketdata.domain.TickRefusal;
import io.ffe.marketdata.feed.TickSource;
import io.ffe.marketdata.store.IntakeCounts;
import io.ffe.schema.event.Tick;
import io.ffe.schema.serde.DeadLetterReason;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what became of ticks, over restarts: what it says goes into the checkpoint, and comes back from there. */
final class IntakeTally {

    private final Map<TickSource, OfSource> sources = new HashMap<>();
    private final Map<String, Long> unreadable = new TreeMap<>();
    private Map<Integer, Long> since = Map.of();

    private static final class OfSource {
        private long folded;
        private long late;
        private long repeated;
        private final Map<String, Long> refused = new TreeMap<>();
        private final Map<String, Long> notes = new TreeMap<>();
    }

    /** Goes on from what a checkpoint holds. */
    void restore(IntakeCounts counts) {
        sources.clear();
        unreadable.clear();
        since = counts.since();
        unreadable.putAll(counts.unreadable());
        for (IntakeCounts.OfSource saved : counts.sources()) {
            OfSource source = new OfSource();
            source.folded = saved.folded();
            source.late = saved.late();
            source.repeated = saved.repeated();
            source.refused.putAll(saved.refused());
            source.notes.putAll(saved.notes());
            sources.put(new TickSource(saved.symbol(), saved.source()), source);
        }
    }

    void add(Tick tick, TickOutcome outcome) {
        OfSource source = of(tick);
        switch (outcome) {
            case TickOutcome.Folded folded -> {
                source.folded++;
                folded.notes().forEach(note -> source.notes.merge(note.name(), 1L, Long::sum));
            }
            case TickOutcome.Late late -> source.late++;
            case TickOutcome.Repeated repeated -> source.repeated++;
            case TickOutcome.Refused refused ->
                source.refused.merge(refused.reason().name(), 1L, Long::sum);
        }
    }

    void addUnknown(Tick tick) {
        of(tick).refused.merge(TickRefusal.UNKNOWN_SYMBOL.name(), 1L, Long::sum);
    }

    void addUnreadable(DeadLetterReason reason) {
        unreadable.merge(reason.name(), 1L, Long::sum);
    }

    IntakeCounts counts() {
        return new IntakeCounts(
                since,
                sources.entrySet().stream()
                        .map(entry -> new IntakeCounts.OfSource(
                                entry.getKey().symbol(),
                                entry.getKey().source(),
                                entry.getValue().folded,
                                entry.getValue().late,
                                entry.getValue().repeated,
                                entry.getValue().refused,
                                entry.getValue().notes))
                        .toList(),
                unreadable);
    }

    private OfSource of(Tick tick) {
        return sources.computeIfAbsent(new TickSource(tick.symbol(), tick.source()), first -> new OfSource());
    }
}
