package io.ffe.risk.domain.history;

import io.ffe.risk.domain.book.Reservation;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What past days would have done to a portfolio. */
public final class Tail {

    private Tail() {}

    /**
     * Historical value at risk of one day at 95 %, in the unit of the exposures, never below zero. Nearest rank: of n days the
     * ceil(n / 20)-th worst, so that at most one day in twenty was worse. Of 60 days that is the third.
     *
     * <p>A reserved order counts on the days on which it loses and on no other: the portfolio has no more at risk, whichever of
     * them are filled, and how far.
     *
     * @param held what counts on every day: signed, by symbol
     * @param returns by symbol, of the same days; each symbol that is held or reserved has some
     */
    public static BigDecimal valueAtRisk(
            Map<String, BigDecimal> held, Collection<Reservation> reserved, Map<String, List<BigDecimal>> returns) {
        int days = returns.values().iterator().next().size();
        List<BigDecimal> results = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            BigDecimal result = BigDecimal.ZERO;
            for (Map.Entry<String, BigDecimal> position : held.entrySet()) {
                result = result.add(on(day, position.getKey(), position.getValue(), returns));
            }
            for (Reservation order : reserved) {
                result = result.add(
                        on(day, order.symbol(), order.signedNotional(), returns).min(BigDecimal.ZERO));
            }
            results.add(result);
        }
        Collections.sort(results);
        int rank = Math.ceilDiv(days, 20);
        return results.get(rank - 1).negate().max(BigDecimal.ZERO);
    }

    private static BigDecimal on(int day, String symbol, BigDecimal exposure, Map<String, List<BigDecimal>> returns) {
        return exposure.multiply(Objects.requireNonNull(returns.get(symbol)).get(day), MathContext.DECIMAL64);
    }

    /** Pearson's correlation, from -1 to 1; 0 when one of them never moved, for it then moves with nothing. */
    public static double correlation(List<BigDecimal> left, List<BigDecimal> right) {
        double meanLeft = mean(left);
        double meanRight = mean(right);
        double both = 0;
        double ofLeft = 0;
        double ofRight = 0;
        for (int day = 0; day < left.size(); day++) {
            double fromLeft = left.get(day).doubleValue() - meanLeft;
            double fromRight = right.get(day).doubleValue() - meanRight;
            both += fromLeft * fromRight;
            ofLeft += fromLeft * fromLeft;
            ofRight += fromRight * fromRight;
        }
        return ofLeft == 0 || ofRight == 0 ? 0 : both / Math.sqrt(ofLeft * ofRight);
    }

    private static double mean(List<BigDecimal> values) {
        double sum = 0;
        for (BigDecimal value : values) {
            sum += value.doubleValue();
        }
        return sum / values.size();
    }
}
