package io.ffe.papervenue.domain;

import java.math.BigDecimal;
import java.util.List;

/**
 * An account as its owner reads it; all amounts in account currency.
 *
 * @param equity cash and positions at the prices at which they could be closed
 * @param grossExposure value of all positions, long and short added up
 * @param marginUsed exposure divided by the leverage limit
 * @param beat last beat merged, zero when live
 */
public record AccountSummary(
        String portfolioId,
        String currency,
        BigDecimal cash,
        BigDecimal equity,
        BigDecimal fees,
        BigDecimal grossExposure,
        BigDecimal marginUsed,
        BigDecimal freeMargin,
        BigDecimal leverageLimit,
        List<Holding> positions,
        long lastSequence,
        long beat) {

    /**
     * One position.
     *
     * @param mark price at which it could be closed, in quote currency
     * @param realisedPnl result of what was closed so far, before fees
     */
    public record Holding(
            String symbol,
            BigDecimal quantity,
            BigDecimal averagePrice,
            BigDecimal mark,
            BigDecimal unrealisedPnl,
            BigDecimal realisedPnl) {}
}
