package io.ffe.schema.event;

import io.ffe.schema.money.Symbols;
import io.ffe.schema.serde.Decimals;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks that event constructors share; each message names the field, the value and what was expected. */
final class Require {

    private static final int MAX_ID_CHARS = 200;
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private Require() {}

    static void symbol(String field, String value) {
        if (!Symbols.isValid(value)) {
            throw wrong(field, value, "2 to 20 of A-Z and 0-9, as in BTCUSDT");
        }
    }

    static void text(String field, String value) {
        if (value.isBlank()) {
            throw wrong(field, value, "text that is not blank");
        }
    }

    /** Identifiers are keys in stores and headers: short, and nothing that a terminal or an index would trip over. */
    static void id(String field, String value) {
        text(field, value);
        if (value.length() > MAX_ID_CHARS || hasControl(value)) {
            throw wrong(field, value, "at most " + MAX_ID_CHARS + " characters without control characters");
        }
    }

    static void sha256(String field, String value) {
        if (!SHA_256.matcher(value).matches()) {
            throw wrong(field, value, "64 digits of lower-case hex");
        }
    }

    private static boolean hasControl(String value) {
        for (int at = 0; at < value.length(); at++) {
            if (Character.isISOControl(value.charAt(at))) {
                return true;
            }
        }
        return false;
    }

    /** @param value signed; see {@link Decimals} for what has a wire form */
    static void decimal(String field, @Nullable BigDecimal value) {
        if (value != null && !Decimals.fits(value)) {
            throw wrong(field, value, "at most 20 digits before and 18 after the point; round it first");
        }
    }

    static void finite(String field, @Nullable Double value) {
        if (value != null && !Double.isFinite(value)) {
            throw wrong(field, value, "a finite number, or absent");
        }
    }

    static void positive(String field, @Nullable BigDecimal value) {
        decimal(field, value);
        if (value != null && value.signum() <= 0) {
            throw wrong(field, value.toPlainString(), "a number above zero");
        }
    }

    static void notNegative(String field, @Nullable BigDecimal value) {
        decimal(field, value);
        if (value != null && value.signum() < 0) {
            throw wrong(field, value.toPlainString(), "zero or more");
        }
    }

    static void notNegative(String field, long value) {
        if (value < 0) {
            throw wrong(field, value, "zero or more");
        }
    }

    static void percent(String field, long value) {
        if (value < 0 || value > 100) {
            throw wrong(field, value, "0 to 100");
        }
    }

    static void that(boolean holds, String field, @Nullable Object value, String expected) {
        if (!holds) {
            throw wrong(field, value, expected);
        }
    }

    private static IllegalArgumentException wrong(String field, @Nullable Object value, String expected) {
        return new IllegalArgumentException(field + " is " + value + ", expected " + expected);
    }
}
