package io.ffe.execution.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account is worth at one moment, in account currency.
 *
 * @param equity cash plus positions at their marks
 * @param unrealised result of open positions at their marks
 * @param grossExposure value of all positions, long and short added up
 * @param margin gross exposure divided by the leverage limit, rounded up
 * @param unconverted what has no rate, and is in none of these; null when all is in
 */
public record Account(
        BigDecimal equity,
        BigDecimal unrealised,
        BigDecimal grossExposure,
        BigDecimal margin,
        @Nullable String unconverted) {

    private static final int MARGIN_SCALE = 10;
    private static final int LEVERAGE_SCALE = 4;

    /** An open position at its mark, and what its currency is worth. */
    public record Holding(Position position, BigDecimal mark, Conversion conversion) {}

    /**
     * @param cash in account currency
     * @param leverageLimit largest gross exposure that the venue allows, in multiples of equity
     * @param owed why cash is not all converted; null when it is
     */
    public static Account of(BigDecimal cash, List<Holding> holdings, BigDecimal leverageLimit, @Nullable String owed) {
        BigDecimal equity = cash;
        BigDecimal unrealised = BigDecimal.ZERO;
        BigDecimal gross = BigDecimal.ZERO;
        String unconverted = owed;
        for (Holding holding : holdings) {
            switch (holding.conversion()) {
                case Conversion.Rate rate -> {
                    BigDecimal value = rate.of(holding.position().valueAt(holding.mark()));
                    equity = equity.add(value);
                    gross = gross.add(value.abs());
                    unrealised = unrealised.add(rate.of(holding.position().unrealisedAt(holding.mark())));
                }
                case Conversion.Missing(String why) ->
                    unconverted = unconverted == null ? holding.position().symbol() + ": " + why : unconverted;
            }
        }
        return new Account(
                equity,
                unrealised,
                gross,
                gross.divide(leverageLimit, MARGIN_SCALE, RoundingMode.UP).stripTrailingZeros(),
                unconverted);
    }

    /** What it would be worth if every position were closed at what it cost. */
    public BigDecimal balance() {
        return equity.subtract(unrealised);
    }

    /** Equity that no position needs; below zero when they need more. */
    public BigDecimal freeMargin() {
        return equity.subtract(margin);
    }

    /** Gross exposure in multiples of equity; null when there is no equity to measure it by. */
    public @Nullable BigDecimal leverage() {
        return equity.signum() <= 0
                ? null
                : grossExposure
                        .divide(equity, LEVERAGE_SCALE, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros();
    }
}
