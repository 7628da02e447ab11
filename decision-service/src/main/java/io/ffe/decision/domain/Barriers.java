package io.ffe.decision.domain;

import io.ffe.schema.event.Outcome.Label;
import io.ffe.schema.event.Snapshot.Path.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The triple barrier (M. Lopez de Prado, Advances in Financial Machine Learning, chapter 3): how an entry in either direction
 * would have ended, at a stop, at a target or with the window, after costs. Pure.
 *
 * <p>Both sides enter at the open of the first bar that begins at or after the decision, so no price is used that could have
 * been known. A bar that holds both barriers of a side ends it at its stop; one that opens beyond the stop ends it at
 * that open, because nobody would have sold better.
 *
 * @param stopAtrs distance of the stop in ATRs
 * @param targetAtrs distance of the target in ATRs
 * @param horizonBars length of the window in bars of the snapshot's timeframe
 * @param feeFraction cost of a fill beside half the spread, as a fraction of the price
 */
public record Barriers(double stopAtrs, double targetAtrs, int horizonBars, double feeFraction) {

    public Barriers {
        atLeast("stop", stopAtrs, 0.1);
        atLeast("target", targetAtrs, 0.1);
        atLeast("horizon", horizonBars, 1);
        if (!(feeFraction >= 0 && feeFraction < 0.1)) {
            throw new IllegalArgumentException("fee is " + feeFraction + ", expected a fraction from 0 to below 0.1");
        }
    }

    private static void atLeast(String what, double value, double least) {
        if (!(value >= least && value <= 1000)) {
            throw new IllegalArgumentException(what + " is " + value + ", expected " + least + " to 1000");
        }
    }

    /**
     * What is known of a decision when it is made.
     *
     * @param atr in price units; absent when the snapshot had none, and then there are no barriers to reach
     * @param spread between bid and ask, in price units
     */
    public record Entry(
            Instant decidedAt, Instant horizonEnd, @Nullable Double atr, double spread) {}

    /**
     * How one side ended.
     *
     * @param returnFraction after costs, of the entry price
     * @param touchedAt end of the bar that touched the barrier, null on HORIZON
     * @param ambiguous whether that bar held both
     */
    public record Side(
            Label label, double returnFraction, @Nullable Instant touchedAt, boolean ambiguous) {}

    /** Both sides, and what holding from entry to the end of the window would have brought. */
    public record Result(BigDecimal entryPrice, Side buy, Side sell, double holdReturn) {

        public boolean ambiguous() {
            return buy.ambiguous() || sell.ambiguous();
        }
    }

    /** End of the window of a decision on a snapshot of this time. */
    public Instant horizonEnd(Instant asOf, Duration bar) {
        return asOf.plus(bar.multipliedBy(horizonBars));
    }

    /**
     * How both sides ended.
     *
     * @param path bars in their order; those outside of the window are left out here
     * @param step length of each
     * @return empty when there is no bar within the window, or no ATR
     */
    public Optional<Result> judge(Entry entry, List<Step> path, Duration step) {
        List<Step> window = path.stream()
                .filter(bar -> !bar.start().isBefore(entry.decidedAt())
                        && !bar.start().plus(step).isAfter(entry.horizonEnd()))
                .toList();
        Double atr = entry.atr();
        if (window.isEmpty() || atr == null) {
            return Optional.empty();
        }
        BigDecimal entryPrice = window.getFirst().price().open();
        double entered = entryPrice.doubleValue();
        double costs = entry.spread() / entered + 2 * feeFraction;
        double last = window.getLast().price().close().doubleValue();
        return Optional.of(new Result(
                entryPrice,
                side(1, entered, atr, costs, window, step),
                side(-1, entered, atr, costs, window, step),
                (last - entered) / entered - costs));
    }

    /** @param sign 1 for a BUY, -1 for a SELL */
    private Side side(int sign, double entered, double atr, double costs, List<Step> window, Duration step) {
        double stop = entered - sign * stopAtrs * atr;
        double target = entered + sign * targetAtrs * atr;
        for (Step bar : window) {
            double worst = (sign > 0 ? bar.price().low() : bar.price().high()).doubleValue();
            double best = (sign > 0 ? bar.price().high() : bar.price().low()).doubleValue();
            boolean stopped = sign * (worst - stop) <= 0;
            boolean reached = sign * (best - target) >= 0;
            if (stopped) {
                double open = bar.price().open().doubleValue();
                double exit = sign * (open - stop) < 0 ? open : stop;
                return ended(Label.STOP, sign * (exit - entered) / entered - costs, bar, step, reached);
            }
            if (reached) {
                return ended(Label.TARGET, sign * (target - entered) / entered - costs, bar, step, false);
            }
        }
        double last = window.getLast().price().close().doubleValue();
        return new Side(Label.HORIZON, sign * (last - entered) / entered - costs, null, false);
    }

    private static Side ended(Label label, double returnFraction, Step bar, Duration step, boolean ambiguous) {
        return new Side(label, returnFraction, bar.start().plus(step), ambiguous);
    }
}
