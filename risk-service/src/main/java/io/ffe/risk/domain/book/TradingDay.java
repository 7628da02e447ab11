package io.ffe.risk.domain.book;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * The day that losses are counted in.
 *
 * @param date in UTC
 * @param startEquity the first equity that a verdict of that day was computed on, moved by cash that came or went
 */
public record TradingDay(LocalDate date, BigDecimal startEquity) {}
