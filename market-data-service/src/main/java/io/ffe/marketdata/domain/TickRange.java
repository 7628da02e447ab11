package io.ffe.marketdata.domain;

import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a tick may hold for bars to be made of it. The wire allows 20 digits before the point and 18 after it, and holds bars to
 * the same: half of the sum of two prices has one digit more behind the point, and the sum of a day's sizes more before it.
 */
public final class TickRange {

    /** Whoever goes on counting from it has room for as many again, and that eight times. */
    public static final long LAST_SEQUENCE = 1_000_000_000_000_000_000L;

    private static final int PRICE_DECIMALS = 17;
    /** Ten million ticks of the largest size are a volume that can still be written. */
    private static final int SIZE_DIGITS = 13;

    private TickRange() {}

    /** What lies beyond the range and what was expected, or null. Makes no object for a tick that is within it. */
    static @Nullable String beyond(Tick tick) {
        if (isTooFine(tick.bid()) || isTooFine(tick.ask()) || isTooFine(tick.price())) {
            return "prices are " + (tick.price() == null ? tick.bid() + " and " + tick.ask() : tick.price())
                    + ", expected at most " + PRICE_DECIMALS + " digits after the point";
        }
        if (tick.sequence() > LAST_SEQUENCE) {
            return "sequence is " + tick.sequence() + ", expected at most " + LAST_SEQUENCE;
        }
        BigDecimal size = tick.size();
        return size != null && size.precision() - size.scale() > SIZE_DIGITS
                ? "size is " + size + ", expected at most " + SIZE_DIGITS + " digits before the point"
                : null;
    }

    private static boolean isTooFine(@Nullable BigDecimal price) {
        return price != null
                && price.scale() > PRICE_DECIMALS
                && price.stripTrailingZeros().scale() > PRICE_DECIMALS;
    }
}
