package io.ffe.schema.money;

import java.util.regex.Pattern;

/** The spelling of symbols: upper-case letters and digits without a separator, as in BTCUSDT or EURUSD. */
public final class Symbols {

    private static final Pattern VALID = Pattern.compile("[A-Z0-9]{2,20}");

    private Symbols() {}

    public static boolean isValid(String symbol) {
        return VALID.matcher(symbol).matches();
    }
}
