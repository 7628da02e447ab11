package io.ffe.risk.domain.size;

import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.limit.RiskLimits;
import java.math.BigDecimal;
import java.util.Map;

/**
 * How much notional the limits still leave to one more entry, in account currency; below zero when a limit is passed
 * already.
 */
public record Headroom(BigDecimal orderValue, BigDecimal concentration, BigDecimal leverage) {

    /** What is left in a book of this equity for an entry in a symbol. */
    public static Headroom in(
            ExposureBook book, Map<String, Mark> marks, String symbol, BigDecimal equity, RiskLimits limits) {
        return new Headroom(
                limits.maxOrderValue(),
                limits.maxConcentration().of(equity).subtract(book.exposureTo(symbol, marks)),
                limits.maxLeverage().multiply(equity).subtract(book.grossExposure(marks)));
    }

    /** The tightest of the three, zero when a limit is passed already. */
    public BigDecimal tightest() {
        return orderValue.min(concentration).min(leverage).max(BigDecimal.ZERO);
    }
}
