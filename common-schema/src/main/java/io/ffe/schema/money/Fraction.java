package io.ffe.schema.money;

import java.math.BigDecimal;

/** A share of one: 0.05 is five percent. A different type from {@link Percent} so that the two are never mixed up. */
public record Fraction(BigDecimal value) implements Comparable<Fraction> {

    /** @param text a decimal, as in {@code 0.05} */
    public static Fraction of(String text) {
        return new Fraction(new BigDecimal(text));
    }

    /** This share of an amount, exact. */
    public BigDecimal of(BigDecimal amount) {
        return amount.multiply(value);
    }

    public Percent toPercent() {
        return new Percent(value.movePointRight(2));
    }

    @Override
    public int compareTo(Fraction other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toPlainString();
    }
}
