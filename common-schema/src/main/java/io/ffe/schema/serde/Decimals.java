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

    private Decimals() {}

    /** True when the value can be written without losing a digit. */
    public static boolean fits(BigDecimal value) {
        BigDecimal shortest = value.scale() > MAX_SCALE ? value.stripTrailingZeros() : value;
        return shortest.scale() <= MAX_SCALE && shortest.precision() - shortest.scale() <= MAX_INTEGER_DIGITS;
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
