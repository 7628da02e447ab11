package io.ffe.schema.money;

/** The spelling of symbols: upper-case letters and digits without a separator, as in BTCUSDT or EURUSD. */
public final class Symbols {

    private static final int SHORTEST = 2;
    private static final int LONGEST = 20;

    private Symbols() {}

    /** By hand and not by a pattern: every tick comes through here. */
    public static boolean isValid(String symbol) {
        if (symbol.length() < SHORTEST || symbol.length() > LONGEST) {
            return false;
        }
        for (int at = 0; at < symbol.length(); at++) {
            char c = symbol.charAt(at);
            if ((c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
