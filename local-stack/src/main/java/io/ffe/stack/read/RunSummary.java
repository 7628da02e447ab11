package io.ffe.stack.read;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to, counted from its topics.
 *
 * @param records by topic, as far as it keeps them
 * @param snapshots by quality verdict
 * @param decisionsByOutcome every decision
 * @param actions of the decisions with outcome DECIDED
 * @param tiers that decided, of the same
 * @param verdicts by result
 * @param failedGates how often each gate failed on a rejected verdict
 * @param orders by the state that they ended in, or have now
 * @param roundTrips how often a position went back to nothing
 * @param fees in account currency
 * @param realisedPnl after fees, in account currency
 * @param deposits cash that came or went without a trade, the start's included, in account currency
 * @param equity last published, absent when the portfolio topic is empty
 * @param largestDrawdownFraction largest published, 0 to 1
 * @param firstAt first snapshot's asOf
 * @param lastAt last snapshot's asOf
 */
public record RunSummary(
        String runId,
        Map<String, Long> records,
        long ticks,
        long bars,
        Map<String, Long> snapshots,
        Map<String, Long> decisionsByOutcome,
        Map<String, Long> actions,
        Map<String, Long> tiers,
        Map<String, Long> verdicts,
        Map<String, Long> failedGates,
        Map<String, Long> orders,
        long fills,
        long roundTrips,
        long winningRoundTrips,
        BigDecimal fees,
        BigDecimal realisedPnl,
        BigDecimal deposits,
        @Nullable BigDecimal equity,
        @Nullable BigDecimal cash,
        @Nullable String currency,
        double largestDrawdownFraction,
        long deadLetters,
        @Nullable Instant firstAt,
        @Nullable Instant lastAt) {

    /** Its name in a run's folder. */
    public static final String FILE = "summary.json";

    public RunSummary {
        records = new TreeMap<>(records);
        snapshots = new TreeMap<>(snapshots);
        decisionsByOutcome = new TreeMap<>(decisionsByOutcome);
        actions = new TreeMap<>(actions);
        tiers = new TreeMap<>(tiers);
        verdicts = new TreeMap<>(verdicts);
        failedGates = new TreeMap<>(failedGates);
        orders = new TreeMap<>(orders);
    }

    public long decisions() {
        return total(decisionsByOutcome);
    }

    public long orderCount() {
        return total(orders);
    }

    /** What the account gained, open positions included, in account currency; absent while its equity is not known. */
    public @Nullable BigDecimal result() {
        return equity == null ? null : equity.subtract(deposits);
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
