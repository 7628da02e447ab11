package io.ffe.risk.domain.gate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a rule found.
 *
 * @param value what was measured after the trade; absent when something was missing
 * @param limit what it was held against; absent when there is nothing to hold against
 * @param detail for people: what was compared, or what is missing
 */
record Finding(
        boolean passed, @Nullable String value, @Nullable String limit, String detail) {

    static Finding of(boolean passed, String value, String limit, String detail) {
        return new Finding(passed, value, limit, detail);
    }

    /** Fails closed: what was needed is not there. */
    static Finding missing(String limit, String what) {
        return new Finding(false, null, limit, what);
    }

    /** Seconds with milliseconds, as in {@code 0.075}. */
    static String seconds(Duration duration) {
        return text(BigDecimal.valueOf(duration.toMillis(), 3));
    }

    static String text(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        return (plain.scale() < 0 ? plain.setScale(0) : plain).toPlainString();
    }

    /** A quotient for people and records: seven digits, and never the number that is compared. */
    static String ratio(BigDecimal part, BigDecimal whole) {
        return text(part.divide(whole, MathContext.DECIMAL32));
    }
}
