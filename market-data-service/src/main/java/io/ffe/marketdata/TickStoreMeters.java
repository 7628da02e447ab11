package io.ffe.marketdata;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What became of the ticks that the store was offered. For each symbol {@code ffe_tick_store_offered_total{symbol}} is the sum of
 * {@code ffe_tick_store_ticks_total{symbol,outcome}} and its share of {@code ffe_tick_store_queued}. Symbols are those of the run.
 */
@ApplicationScoped
class TickStoreMeters {

    /** What became of a tick. */
    enum Outcome {
        STORED,
        /** It was there already: told again after a restart, or written by a transaction whose answer was lost. */
        REPEATED,
        /** The queue was full. */
        OVERFLOWED,
        /** It said what the last stored one said, and such ticks are left out. */
        UNCHANGED,
        /** The database takes it in no attempt. */
        REFUSED,
        /** The process ended before it was written. */
        ABANDONED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final MeterRegistry meters;
    private final Map<String, OfSymbol> symbols = new ConcurrentHashMap<>();
    private final AtomicLong queued = new AtomicLong();

    TickStoreMeters(MeterRegistry meters) {
        this.meters = meters;
        meters.gauge("ffe.tick.store.queued", queued);
    }

    private static final class OfSymbol {

        private final Counter offered;
        private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

        private OfSymbol(MeterRegistry meters, String symbol) {
            offered = meters.counter("ffe.tick.store.offered", "symbol", symbol);
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(
                        outcome, meters.counter("ffe.tick.store.ticks", "symbol", symbol, "outcome", outcome.label()));
            }
        }

        private Counter became(Outcome outcome) {
            return Objects.requireNonNull(outcomes.get(outcome));
        }
    }

    /** A tick was offered and is queued until its outcome is counted. */
    void offered(String symbol) {
        of(symbol).offered.increment();
        queued.incrementAndGet();
    }

    void count(String symbol, Outcome outcome, long ticks) {
        of(symbol).became(outcome).increment((double) ticks);
        queued.addAndGet(-ticks);
    }

    /** Offered and without an outcome. */
    long queued() {
        return queued.get();
    }

    /** Of all symbols. */
    long offered() {
        return symbols.values().stream()
                .mapToLong(of -> (long) of.offered.count())
                .sum();
    }

    /** Of all symbols. */
    long total(Outcome outcome) {
        return symbols.values().stream()
                .mapToLong(of -> (long) of.became(outcome).count())
                .sum();
    }

    private OfSymbol of(String symbol) {
        OfSymbol known = symbols.get(symbol);
        return known != null ? known : symbols.computeIfAbsent(symbol, first -> new OfSymbol(meters, first));
    }
}
