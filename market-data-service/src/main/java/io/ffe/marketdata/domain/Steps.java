package io.ffe.marketdata.domain;

import io.ffe.schema.serde.Decimals;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Decimals as whole multiples of a power of ten, for what is done for every tick: no object is made on the way in. A value that is
 * finer than a step or has more than 15 digits in steps has no such form, and its owner goes on with the decimal itself.
 *
 * @param decimals of a step, 0 to 15: 4 for steps of 0.0001
 */
record Steps(int decimals) {

    /** Of a value without such a form. */
    static final long NONE = Long.MIN_VALUE;

    private static final int MOST_DECIMALS = 15;

    /** The steps, exactly, or {@link #NONE}; NONE for null and for what is below zero too. */
    long of(@Nullable BigDecimal value) {
        return value == null ? NONE : Decimals.scaled(value, decimals);
    }

    /** Steps of a price, fine enough for the middle between two prices of the instrument and for odd prices between its ticks. */
    static Steps ofPrices(BigDecimal tickSize) {
        int tickDecimals = Math.max(0, tickSize.stripTrailingZeros().scale());
        return new Steps(Math.min(MOST_DECIMALS, tickDecimals + 3));
    }

    /** As it was written, with the decimals that it had then. */
    BigDecimal decimal(long steps, int written) {
        return BigDecimal.valueOf(steps, decimals).setScale(written);
    }
}
