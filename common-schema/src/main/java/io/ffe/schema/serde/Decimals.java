package io.ffe.schema.serde;

import java.math.BigDecimal;
import java.util.regex.Pattern;

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
    private static final Pattern WIRE_FORM = Pattern.compile(PATTERN);

    private Decimals() {}

    /** True when the value can be written without losing a digit. */
    public static boolean fits(BigDecimal value) {
        BigDecimal shortest = value.scale() > MAX_SCALE ? value.stripTrailingZeros() : value;
        return shortest.scale() <= MAX_SCALE && shortest.precision() - shortest.scale() <= MAX_INTEGER_DIGITS;
    }

    static boolean isWireForm(CharSequence text) {
        return WIRE_FORM.matcher(text).matches();
    }

    /** The digits as they are, trailing zeros included, unless there are too many of those. */
    static String format(BigDecimal value) {
        return (value.scale() > MAX_SCALE ? value.stripTrailingZeros() : value).toPlainString();
    }
}
