package io.ffe.execution;

import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.Valuation;
import io.ffe.schema.event.OrderState;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What execution measures about itself. Labels have few values: states, purposes, reasons, portfolios, currencies. */
@ApplicationScoped
public class ExecutionMeters {

    /** Any verdict may name a portfolio, if only to be denied: beyond so many they have books and no gauges. */
    static final int MOST_PORTFOLIOS = 100;

    private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);

    private final MeterRegistry meters;
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong oldestUnknownMillis = new AtomicLong();
    private final Map<String, Valuation> valuations = new ConcurrentHashMap<>();
    private final Map<String, BigDecimal> imbalances = new ConcurrentHashMap<>();
    private final Map<String, Boolean> closed = new ConcurrentHashMap<>();
    private final Map<OrderState, Long> open = new ConcurrentHashMap<>();
    private final Map<String, Comparison> comparisons = new ConcurrentHashMap<>();

    /** What a comparison with the venue found, and when. */
    private record Comparison(int differences, long atNanos) {}

    ExecutionMeters(MeterRegistry meters) {
        this.meters = meters;
        Gauge.builder("ffe.orders.unknown", unknown, AtomicLong::get)
                .description("orders that left and of which nobody knows what became")
                .register(meters);
        Gauge.builder("ffe.orders.unknown.oldest.seconds", oldestUnknownMillis, millis -> millis.get() / 1000.0)
                .description("how long the oldest of them has been unknown to this process")
                .register(meters);
        for (OrderState state : OrderState.values()) {
            meters.counter("ffe.orders", "state", state.name());
            if (!state.terminal()) {
                Gauge.builder("ffe.orders.open", () -> open.getOrDefault(state, 0L))
                        .description("orders that are in a state now; those in their last are not counted")
                        .tag("state", state.name())
                        .register(meters);
            }
        }
    }

    /** An order came into a state. Counted when it is booked; a rollback afterwards may count it twice. */
    void changed(Order order) {
        meters.counter("ffe.orders", "state", order.state().name()).increment();
        String reason = order.life().reason();
        if (order.state() == OrderState.DENIED && reason != null) {
            String name = reason.contains(":") ? reason.substring(0, reason.indexOf(':')) : "OTHER";
            meters.counter("ffe.denials", "reason", name.matches("[A-Z_]+") ? name : "OTHER")
                    .increment();
        }
    }

    /** A trade; slippage is what it cost against the price that the order was sized at, in basis points. */
    void filled(Order order, BigDecimal price) {
        String purpose = order.purpose().name();
        meters.counter("ffe.fills", "purpose", purpose).increment();
        BigDecimal reference = order.referencePrice();
        if (reference != null) {
            double slippage = price.subtract(reference)
                    .multiply(BigDecimal.valueOf(order.side().sign()))
                    .divide(reference, MathContext.DECIMAL64)
                    .multiply(BASIS_POINTS)
                    .doubleValue();
            DistributionSummary.builder("ffe.slippage.bps")
                    .description("what a fill cost against its reference price; a better price counts as 0")
                    .tag("purpose", purpose)
                    .register(meters)
                    .record(Math.max(0, slippage));
        }
    }

    void valued(String portfolioId, Valuation valuation) {
        if (isShown(portfolioId, valuations) && valuations.put(portfolioId, valuation) == null) {
            Gauge.builder(
                            "ffe.portfolio.equity",
                            () -> valuations.get(portfolioId).equity())
                    .description("cash plus positions at their marks, in account currency")
                    .tag("portfolio", portfolioId)
                    .register(meters);
            Gauge.builder(
                            "ffe.portfolio.drawdown.fraction",
                            () -> valuations.get(portfolioId).drawdownFraction())
                    .tag("portfolio", portfolioId)
                    .register(meters);
        }
    }

    private static boolean isShown(String portfolioId, Map<String, ?> shown) {
        return shown.size() < MOST_PORTFOLIOS || shown.containsKey(portfolioId);
    }

    /** @param because books and venue do not agree, or a position has no protection */
    void entriesClosed(String portfolioId, boolean because) {
        if (isShown(portfolioId, closed) && closed.put(portfolioId, because) == null) {
            Gauge.builder("ffe.entries.closed", () -> closed.getOrDefault(portfolioId, true) ? 1 : 0)
                    .description("1 while no entry leaves because the books were not found to agree with the venue's")
                    .tag("portfolio", portfolioId)
                    .register(meters);
        }
    }

    /** Books and venue of a portfolio were compared, whatever that gave. */
    void compared(String portfolioId, int differences) {
        if (isShown(portfolioId, comparisons)
                && comparisons.put(portfolioId, new Comparison(differences, System.nanoTime())) == null) {
            Gauge.builder(
                            "ffe.reconciliation.differences",
                            () -> comparisons.get(portfolioId).differences())
                    .description("what the last comparison with the venue's orders, positions and cash found")
                    .tag("portfolio", portfolioId)
                    .register(meters);
            Gauge.builder(
                            "ffe.reconciliation.age.seconds",
                            () -> Duration.ofNanos(System.nanoTime()
                                            - comparisons.get(portfolioId).atNanos())
                                    .toSeconds())
                    .description("how long the last comparison is ago; in lock-step there is the one at the start")
                    .tag("portfolio", portfolioId)
                    .register(meters);
        }
    }

    void openOrders(Map<OrderState, Long> byState) {
        open.keySet().retainAll(byState.keySet());
        open.putAll(byState);
    }

    void unknownOrders(long count) {
        unknown.set(count);
    }

    void oldestUnknown(Duration age) {
        oldestUnknownMillis.set(age.toMillis());
    }

    /** @param byCurrency sum of all ledger entries: anything but zero is a broken ledger */
    void ledgerImbalance(Map<String, BigDecimal> byCurrency) {
        byCurrency.forEach((currency, sum) -> {
            if (imbalances.put(currency, sum) == null) {
                Gauge.builder("ffe.ledger.imbalance", () -> imbalances.get(currency))
                        .description("sum of all ledger entries; anything but zero is a broken ledger")
                        .tag("currency", currency)
                        .register(meters);
            }
        });
    }
}
