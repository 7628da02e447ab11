package io.ffe.execution.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What one unit of a currency is worth in account currency, or why nobody can say. A missing rate is never taken as 1. */
public sealed interface Conversion {

    /** Digits after the point to which converted amounts are rounded. */
    int SCALE = 10;

    /** @param rate account currency for one unit, above zero */
    record Rate(BigDecimal rate) implements Conversion {

        public Rate {
            if (rate.signum() <= 0) {
                throw new IllegalArgumentException("rate is " + rate.toPlainString() + ", expected one above zero");
            }
        }

        /** The amount in account currency; exact when the rate is 1. */
        public BigDecimal of(BigDecimal amount) {
            return rate.compareTo(BigDecimal.ONE) == 0
                    ? amount
                    : amount.multiply(rate).setScale(SCALE, RoundingMode.HALF_EVEN);
        }
    }

    /** @param why what would have been needed */
    record Missing(String why) implements Conversion {}
}
