package io.ffe.risk.domain.limit;

import io.ffe.risk.domain.book.Conduct;
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
 * @param priceCollar largest distance of an order's price from the newest mid, as a share of it
 * @param maxDailyLoss largest fall of equity below what the day in UTC began with that still allows an entry
 * @param maxOrders most entries approved within order-window
 * @param orderWindow what max-orders is counted in
 * @param duplicateWindow how long the same symbol, side and quantity is a duplicate
 * @param maxRepeatedEntries most entries of one symbol and side approved within repeat-window; then a person has to re-enable the symbol
 * @param repeatWindow what max-repeated-entries is counted in
 * @param maxVar largest value at risk of one day at 95 %, as a share of equity
 * @param varDays daily returns that it is taken from
 * @param maxCorrelation from here on, in either direction, two symbols count as moving together
 * @param correlationDays daily returns that correlation is taken from
 * @param maxCorrelatedAssets most open symbols that move together, the new one included
 * @param maxStops most losing stops within stop-lookback before entries pause
 * @param stopLookback what max-stops is counted in
 * @param stopPause how long entries pause after the last of too many stops
 * @param cooldown how long after a trade in a symbol closed it may not be entered again
 * @param maxClosedDrawdown deepest fall of the sum of closed results within drawdown-lookback, as a share of equity, before entries pause
 * @param drawdownLookback what max-closed-drawdown is measured in
 * @param drawdownPause how long entries pause after the last trade of too deep a fall
 * @param minProfit what a symbol's trades within low-profit-lookback have to come to at least, as a share of equity; may lie below zero
 * @param lowProfitTrades from how many trades on min-profit is asked for
 * @param lowProfitLookback what min-profit is measured in
 * @param lowProfitPause how long entries in the symbol pause after the last of too many poor trades
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
        boolean shortSelling,
        Fraction priceCollar,
        Fraction maxDailyLoss,
        int maxOrders,
        Duration orderWindow,
        Duration duplicateWindow,
        int maxRepeatedEntries,
        Duration repeatWindow,
        Fraction maxVar,
        int varDays,
        Fraction maxCorrelation,
        int correlationDays,
        int maxCorrelatedAssets,
        int maxStops,
        Duration stopLookback,
        Duration stopPause,
        Duration cooldown,
        Fraction maxClosedDrawdown,
        Duration drawdownLookback,
        Duration drawdownPause,
        BigDecimal minProfit,
        int lowProfitTrades,
        Duration lowProfitLookback,
        Duration lowProfitPause) {

    /** Most days of history that a limit may ask for. */
    public static final int MOST_DAYS = 250;

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
        share(problems, "price-collar", priceCollar, "0.5");
        share(problems, "max-daily-loss", maxDailyLoss, "1");
        atLeast(problems, "max-orders", maxOrders, 1);
        window(problems, "order-window", orderWindow);
        window(problems, "duplicate-window", duplicateWindow);
        atLeast(problems, "max-repeated-entries", maxRepeatedEntries, 1);
        window(problems, "repeat-window", repeatWindow);
        share(problems, "max-var", maxVar, "1");
        days(problems, "var-days", varDays, 20);
        share(problems, "max-correlation", maxCorrelation, "1");
        days(problems, "correlation-days", correlationDays, 10);
        atLeast(problems, "max-correlated-assets", maxCorrelatedAssets, 1);
        atLeast(problems, "max-stops", maxStops, 0);
        window(problems, "stop-lookback", stopLookback);
        window(problems, "stop-pause", stopPause);
        window(problems, "cooldown", cooldown);
        share(problems, "max-closed-drawdown", maxClosedDrawdown, "1");
        window(problems, "drawdown-lookback", drawdownLookback);
        window(problems, "drawdown-pause", drawdownPause);
        if (minProfit.abs().compareTo(BigDecimal.ONE) > 0) {
            problems.add("min-profit is " + minProfit.toPlainString() + ", expected a fraction from -1 to 1");
        }
        atLeast(problems, "low-profit-trades", lowProfitTrades, 1);
        window(problems, "low-profit-lookback", lowProfitLookback);
        window(problems, "low-profit-pause", lowProfitPause);
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

    private static void atLeast(List<String> problems, String key, int value, int least) {
        if (value < least) {
            problems.add(key + " is " + value + ", expected " + least + " or more");
        }
    }

    private static void days(List<String> problems, String key, int value, int least) {
        if (value < least || value > MOST_DAYS) {
            problems.add(key + " is " + value + ", expected " + least + " to " + MOST_DAYS);
        }
    }

    /** What is counted backwards must not be forgotten before. */
    private static void window(List<String> problems, String key, Duration value) {
        if (value.isNegative() || value.compareTo(Conduct.LONGEST_WINDOW) > 0) {
            problems.add(key + " is " + value + ", expected a duration from PT0S to " + Conduct.LONGEST_WINDOW
                    + ", the longest that one may look back or pause");
        }
    }
}
