package io.ffe.risk.domain.history;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
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
     * @param exposures signed, by symbol
     * @param returns by symbol, of the same days; each symbol of the exposures has some
     */
    public static BigDecimal valueAtRisk(Map<String, BigDecimal> exposures, Map<String, List<BigDecimal>> returns) {
        int days = returns.values().iterator().next().size();
        List<BigDecimal> results = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            BigDecimal result = BigDecimal.ZERO;
            for (Map.Entry<String, BigDecimal> exposure : exposures.entrySet()) {
                result = result.add(exposure.getValue()
                        .multiply(
                                Objects.requireNonNull(returns.get(exposure.getKey()))
                                        .get(day),
                                MathContext.DECIMAL64));
            }
            results.add(result);
        }
        Collections.sort(results);
        int rank = Math.ceilDiv(days, 20);
        return results.get(rank - 1).negate().max(BigDecimal.ZERO);
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
