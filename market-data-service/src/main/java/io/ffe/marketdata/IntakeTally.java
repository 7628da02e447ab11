package io.ffe.marketdata;

import io.ffe.marketdata.domain.TickOutcome;
import io.ffe.marketdata.domain.TickRefusal;
import io.ffe.marketdata.store.IntakeCounts;
import io.ffe.schema.event.Tick;
import io.ffe.schema.serde.DeadLetterReason;
import java.util.Map;
import java.util.TreeMap;

/** Counts what became of ticks, over restarts: what it says goes into the checkpoint, and comes back from there. */
final class IntakeTally {

    private final PerSource<OfSource> sources = new PerSource<>(OfSource::new);
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
            OfSource source = sources.of(saved.symbol(), saved.source());
            source.folded = saved.folded();
            source.late = saved.late();
            source.repeated = saved.repeated();
            source.refused.putAll(saved.refused());
            source.notes.putAll(saved.notes());
        }
    }

    void add(Tick tick, TickOutcome outcome) {
        OfSource source = sources.of(tick.symbol(), tick.source());
        switch (outcome) {
            case TickOutcome.Folded folded -> {
                source.folded++;
                if (!folded.notes().isEmpty()) {
                    folded.notes().forEach(note -> source.notes.merge(note.name(), 1L, Long::sum));
                }
            }
            case TickOutcome.Late late -> source.late++;
            case TickOutcome.Repeated repeated -> source.repeated++;
            case TickOutcome.Refused refused ->
                source.refused.merge(refused.reason().name(), 1L, Long::sum);
        }
    }

    void addUnknown(Tick tick) {
        sources.of(tick.symbol(), tick.source()).refused.merge(TickRefusal.UNKNOWN_SYMBOL.name(), 1L, Long::sum);
    }

    void addUnreadable(DeadLetterReason reason) {
        unreadable.merge(reason.name(), 1L, Long::sum);
    }

    IntakeCounts counts() {
        return new IntakeCounts(
                since,
                sources.all().entrySet().stream()
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
}
