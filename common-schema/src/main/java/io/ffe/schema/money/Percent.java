package io.ffe.schema.money;

import java.math.BigDecimal;

/** A share of a hundred: 5 is five percent. See {@link Fraction}. */
public record Percent(BigDecimal value) {

    public Fraction toFraction() {
        return new Fraction(value.movePointLeft(2));
    }

    @Override
    public String toString() {
        return value.toPlainString() + " %";
    }
}
