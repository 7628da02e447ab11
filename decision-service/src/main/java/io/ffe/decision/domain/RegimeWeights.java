package io.ffe.decision.domain;

import io.ffe.schema.event.Snapshot.Regime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much each strategy counts in each state of the market. Shares of those who do not abstain are computed from these,
 * so a row need not sum to anything.
 *
 * @param byRegime weights above zero by member name
 * @param unknown weights while the regime is not known yet
 */
public record RegimeWeights(Map<Regime, Map<String, Double>> byRegime, Map<String, Double> unknown) {

    /** A trend belongs to those who follow it, a range to those who fade it, and a wild market to who waits for edges. */
    public static RegimeWeights standard() {
        return new RegimeWeights(
                Map.of(
                        Regime.TRENDING_UP, row(0.70, 0.05, 0.25),
                        Regime.TRENDING_DOWN, row(0.70, 0.05, 0.25),
                        Regime.RANGING, row(0.25, 0.55, 0.20),
                        Regime.HIGH_VOLATILITY, row(0.35, 0.30, 0.35)),
                row(0.34, 0.33, 0.33));
    }

    public RegimeWeights {
        byRegime = Map.copyOf(byRegime);
        unknown = Map.copyOf(unknown);
        for (Regime regime : Regime.values()) {
            if (!byRegime.containsKey(regime)) {
                throw new IllegalArgumentException("weights for " + regime
                        + " are missing, expected one row for each of " + List.of(Regime.values()));
            }
        }
    }

    /** @throws IllegalArgumentException when the member has no weight */
    public double of(String member, @Nullable Regime regime) {
        Map<String, Double> row = regime == null ? unknown : byRegime.getOrDefault(regime, unknown);
        Double weight = row.get(member);
        if (weight == null) {
            throw new IllegalArgumentException(
                    "strategy '" + member + "' has no weight for " + regime + ": add it to RegimeWeights");
        }
        return weight;
    }

    private static Map<String, Double> row(double trend, double reversion, double breakout) {
        return Map.of("trend-following", trend, "mean-reversion", reversion, "breakout", breakout);
    }
}
