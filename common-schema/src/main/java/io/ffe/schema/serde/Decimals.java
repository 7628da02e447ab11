package io.ffe.schema.serde;

import java.math.BigDecimal;

/**
 * Decimals on the wire: plain notation with at most 20 digits before and 18 after the point. Enough for a price of
 * 0.000000000000000001 and a notional of 10^20, and small enough that nobody's decimal type overflows.
 */
public final class Decimals {

    /** The regular expression of the wire form, as it stands in the JSON Schemas. */
    public static final String PATTERN = "^-?[0-9]{1,20}(\\.[0-9]{1,18})?$";

    static final String EXPECTED =
            "a plain decimal, as in \"61837.63\", with at most 20 digits before and 18 after the point";

    private static final int MAX_INTEGER_DIGITS = 20;
    private static final int MAX_SCALE = 18;

    /** Of a decimal that {@link #scaled} cannot tell. */
    public static final long NOT_SCALED = Long.MIN_VALUE;

    /** A long of so many digits is a double of the same value, with bits to spare. */
    private static final int SURE_DIGITS = 15;

    private static final double[] TENS_AS_DOUBLES = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };
    private static final long[] TENS = new long[MAX_SCALE + 1];

    static {
        TENS[0] = 1;
        for (int i = 1; i < TENS.length; i++) {
            TENS[i] = 10 * TENS[i - 1];
        }
    }

    private Decimals() {}

    /** True when the value can be written without losing a digit. */
    public static boolean fits(BigDecimal value) {
        BigDecimal shortest = value.scale() > MAX_SCALE ? value.stripTrailingZeros() : value;
        return shortest.scale() <= MAX_SCALE && shortest.precision() - shortest.scale() <= MAX_INTEGER_DIGITS;
    }

    /**
     * The decimal as a whole number of 10^-decimals, exactly; {@link #NOT_SCALED} when it is below zero, has finer digits than that, or
     * more than 15 digits as such a number. For what is done for every tick: it makes no object, which asking a BigDecimal for its
     * digits does.
     *
     * <p>Why it is exact: {@code doubleValue} is the digits divided by a power of ten, rounded once, and the product with that power
     * is rounded once more. Each changes a number below 10^15 by less than an eighth, both by less than a quarter, so the nearest whole
     * number is the digits; and a number that is not below 10^15 gives none that is.
     */
    public static long scaled(BigDecimal value, int decimals) {
        int scale = value.scale();
        int finer = decimals - scale;
        if (scale < 0 || finer < 0 || decimals > SURE_DIGITS) {
            return NOT_SCALED;
        }
        long digits = (long) Math.rint(value.doubleValue() * TENS_AS_DOUBLES[scale]);
        return digits < 0 || digits >= TENS[SURE_DIGITS - finer] ? NOT_SCALED : digits * TENS[finer];
    }

    /** @param exponent 0 to 18 */
    static long powerOfTen(int exponent) {
        return TENS[exponent];
    }

    /** True when {@link #PATTERN} matches. By hand, since every price of every tick comes through here. */
    static boolean isWireForm(CharSequence text) {
        int start = !text.isEmpty() && text.charAt(0) == '-' ? 1 : 0;
        int point = digitsEnd(text, start);
        if (point == start || point - start > MAX_INTEGER_DIGITS) {
            return false;
        }
        if (point == text.length()) {
            return true;
        }
        int end = digitsEnd(text, point + 1);
        return text.charAt(point) == '.' && end == text.length() && end > point + 1 && end - point - 1 <= MAX_SCALE;
    }

    private static int digitsEnd(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    /** The digits as they are, trailing zeros included, unless there are too many of those. */
    static String format(BigDecimal value) {
        return (value.scale() > MAX_SCALE ? value.stripTrailingZeros() : value).toPlainString();
    }
}
