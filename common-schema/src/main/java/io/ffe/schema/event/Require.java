package io.ffe.schema.event;

import io.ffe.schema.money.Symbols;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The checks that event constructors share; each message names the field, the value and what was expected. */
final class Require {

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

    static void positive(String field, @Nullable BigDecimal value) {
        if (value != null && value.signum() <= 0) {
            throw wrong(field, value.toPlainString(), "a number above zero");
        }
    }

    static void notNegative(String field, @Nullable BigDecimal value) {
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
