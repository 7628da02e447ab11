package io.ffe.marketdata;

import io.ffe.marketdata.domain.TickNote;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counters of what was read from the tick topic and of what became of it, by symbol and source. Looking a counter up by its tags costs more
 * than all else that is done with a tick, so each is looked up once. Belongs to one thread.
 */
final class IntakeMeters {

    /** Whoever may write ticks chooses the names of sources: from so many on, those of a symbol are counted together. */
    static final int SOURCES_OF_A_SYMBOL = 16;

    /** Stands for a symbol or source without counters of its own. */
    static final String OTHER = "OTHER";

    /** What became of a tick, as it stands in the metric. */
    enum Outcome {
        FOLDED,
        LATE,
        REPEATED,
        REFUSED
    }

    private final MeterRegistry meters;
    private final PerSource<OfSource> counters = new PerSource<>(OfSource::new);
    private final Map<String, Set<String>> named = new HashMap<>();

    /** Filled when something is counted first. */
    private static final class OfSource {
        private @Nullable Counter read;
        private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    }

    IntakeMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** A record was read; its {@link #outcome} follows. */
    void read(String symbol, String source) {
        OfSource known = counters.of(symbol, source);
        Counter counter = known.read;
        if (counter == null) {
            counter = meters.counter("ffe.ticks.read", "symbol", symbol, "source", label(symbol, source));
            known.read = counter;
        }
        counter.increment();
    }

    void outcome(String symbol, String source, Outcome outcome) {
        OfSource known = counters.of(symbol, source);
        Counter counter = known.outcomes.get(outcome);
        if (counter == null) {
            counter = meters.counter(
                    "ffe.ticks", "symbol", symbol, "source", label(symbol, source), "outcome", label(outcome));
            known.outcomes.put(outcome, counter);
        }
        counter.increment();
    }

    /** Odd ticks are few. */
    void note(String symbol, TickNote note) {
        meters.counter("ffe.tick.notes", "symbol", symbol, "note", label(note)).increment();
    }

    private String label(String symbol, String source) {
        Set<String> ofSymbol = named.computeIfAbsent(symbol, unseen -> new HashSet<>());
        return ofSymbol.contains(source) || ofSymbol.size() < SOURCES_OF_A_SYMBOL && ofSymbol.add(source)
                ? source
                : OTHER;
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
