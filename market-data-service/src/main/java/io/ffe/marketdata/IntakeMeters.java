package io.ffe.marketdata;

import io.ffe.marketdata.domain.TickNote;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counters of what became of ticks, by symbol. Looking a counter up by its tags costs more than all else that is done with a tick, so each is
 * looked up once. Belongs to one thread.
 */
final class IntakeMeters {

    /** What became of a tick, as it stands in the metric. */
    enum Outcome {
        FOLDED,
        LATE,
        REPEATED,
        REFUSED
    }

    private final MeterRegistry meters;
    private final Map<String, Map<Outcome, Counter>> outcomes = new HashMap<>();

    IntakeMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    void count(String symbol, Outcome outcome) {
        Map<Outcome, Counter> ofSymbol = outcomes.get(symbol);
        Counter counter = ofSymbol == null ? null : ofSymbol.get(outcome);
        (counter == null ? lookUp(symbol, outcome) : counter).increment();
    }

    private Counter lookUp(String symbol, Outcome outcome) {
        return outcomes.computeIfAbsent(symbol, unseen -> new EnumMap<>(Outcome.class))
                .computeIfAbsent(
                        outcome, unseen -> meters.counter("ffe.ticks", "symbol", symbol, "outcome", label(outcome)));
    }

    /** Odd ticks are few. */
    void count(String symbol, TickNote note) {
        meters.counter("ffe.tick.notes", "symbol", symbol, "note", label(note)).increment();
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
