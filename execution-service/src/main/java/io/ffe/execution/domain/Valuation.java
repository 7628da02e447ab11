package io.ffe.execution.domain;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What a portfolio is worth and how that compares with its past; all amounts in account currency.
 *
 * @param equity cash plus positions at their marks
 * @param peakEquity highest equity seen
 * @param day the UTC day of the last valuation, in logical time
 * @param dayStartEquity equity at the last valuation before that day began
 */
public record Valuation(BigDecimal equity, BigDecimal peakEquity, LocalDate day, BigDecimal dayStartEquity) {

    public static Valuation empty(Instant asOf) {
        return new Valuation(BigDecimal.ZERO, BigDecimal.ZERO, dayOf(asOf), BigDecimal.ZERO);
    }

    /** The valuation after equity was computed anew. One from the past cannot reopen a day that has begun. */
    public Valuation at(Instant asOf, BigDecimal newEquity) {
        LocalDate newDay = dayOf(asOf);
        boolean turned = newDay.isAfter(day);
        return new Valuation(
                newEquity, peakEquity.max(newEquity), turned ? newDay : day, turned ? equity : dayStartEquity);
    }

    /** Money that came or went is no result: it moves what equity is compared with as well. */
    public Valuation deposited(Instant asOf, BigDecimal amount) {
        Valuation today = at(asOf, equity);
        return new Valuation(
                today.equity.add(amount), today.peakEquity.add(amount), today.day, today.dayStartEquity.add(amount));
    }

    public BigDecimal dayResult() {
        return equity.subtract(dayStartEquity);
    }

    /** 1 - equity / peak, 0 to 1; zero while nothing was ever owned. */
    public double drawdownFraction() {
        if (peakEquity.signum() <= 0) {
            return 0;
        }
        double fraction = BigDecimal.ONE
                .subtract(equity.divide(peakEquity, MathContext.DECIMAL64))
                .doubleValue();
        return Math.clamp(fraction, 0, 1);
    }

    private static LocalDate dayOf(Instant asOf) {
        return LocalDate.ofInstant(asOf, ZoneOffset.UTC);
    }
}
