package io.ffe.risk.domain.limit;

import io.ffe.schema.money.Fraction;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits of one portfolio.
 *
 * @param riskFraction share of equity that an entry may lose at its stop
 * @param minStop nearest stop, as a share of the reference price
 * @param maxStop farthest stop, as a share of the reference price
 * @param atrMultiple stop distance in ATRs of the snapshot's own timeframe, before the clamp
 * @param targetMultiple distance of the take-profit in stop distances
 * @param costAllowance what slippage and fees may add to an order's notional; reserved with it, so that a fill that is
 *     worse than the quote still fits the limits
 * @param maxOrderValue largest notional of one order, in account currency
 * @param maxConcentration largest exposure to one symbol, as a share of equity
 * @param maxLeverage largest gross exposure, in multiples of equity
 * @param maxConcurrentPositions most symbols that are held or reserved at once
 * @param maxDrawdown largest fall of equity from its peak that still allows an entry
 * @param maxSnapshotAge oldest snapshot, by its asOf, that an entry may be made on
 * @param maxQuoteAge oldest quote that an entry may be priced with
 * @param maxFutureSkew how far ahead of now a time may lie before it counts as broken
 * @param maxMarkAgeBars oldest price that a position may be valued with, in bars of that price's own timeframe
 * @param shortSelling whether an entry may sell what is not held
 */
public record RiskLimits(
        Fraction riskFraction,
        Fraction minStop,
        Fraction maxStop,
        BigDecimal atrMultiple,
        BigDecimal targetMultiple,
        Fraction costAllowance,
        BigDecimal maxOrderValue,
        Fraction maxConcentration,
        BigDecimal maxLeverage,
        int maxConcurrentPositions,
        Fraction maxDrawdown,
        Duration maxSnapshotAge,
        Duration maxQuoteAge,
        Duration maxFutureSkew,
        BigDecimal maxMarkAgeBars,
        boolean shortSelling) {

    /** Everything that makes these limits unusable, each as one sentence that starts with the key; empty when they are fine. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        share(problems, "risk-fraction", riskFraction, "0.1");
        share(problems, "min-stop", minStop, "0.5");
        share(problems, "max-stop", maxStop, "0.5");
        if (minStop.compareTo(maxStop) > 0) {
            problems.add("min-stop is " + minStop + ", expected at most max-stop, which is " + maxStop);
        }
        positive(problems, "atr-multiple", atrMultiple);
        positive(problems, "target-multiple", targetMultiple);
        if (costAllowance.value().signum() < 0 || costAllowance.compareTo(Fraction.of("0.1")) > 0) {
            problems.add("cost-allowance is " + costAllowance + ", expected a fraction from 0 to 0.1");
        }
        positive(problems, "max-order-value", maxOrderValue);
        share(problems, "max-concentration", maxConcentration, "1");
        positive(problems, "max-leverage", maxLeverage);
        if (maxConcurrentPositions < 1) {
            problems.add("max-concurrent-positions is " + maxConcurrentPositions + ", expected 1 or more");
        }
        share(problems, "max-drawdown", maxDrawdown, "1");
        positive(problems, "max-snapshot-age", maxSnapshotAge);
        positive(problems, "max-quote-age", maxQuoteAge);
        if (maxFutureSkew.isNegative()) {
            problems.add("max-future-skew is " + maxFutureSkew + ", expected zero or more");
        }
        positive(problems, "max-mark-age-bars", maxMarkAgeBars);
        return problems;
    }

    private static void share(List<String> problems, String key, Fraction value, String atMost) {
        if (value.value().signum() <= 0 || value.compareTo(Fraction.of(atMost)) > 0) {
            problems.add(key + " is " + value + ", expected a fraction above 0 and at most " + atMost
                    + " (a fraction, not a percentage: 0.05 is five percent)");
        }
    }

    private static void positive(List<String> problems, String key, BigDecimal value) {
        if (value.signum() <= 0) {
            problems.add(key + " is " + value.toPlainString() + ", expected a number above zero");
        }
    }

    private static void positive(List<String> problems, String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            problems.add(key + " is " + value + ", expected a duration above zero, as in PT2M");
        }
    }
}
