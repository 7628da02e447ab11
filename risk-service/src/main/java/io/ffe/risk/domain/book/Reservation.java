package io.ffe.risk.domain.book;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;

/**
 * Exposure that an approved entry may still take, held until execution ends its order.
 *
 * @param quantity what is not filled yet, in base currency; above zero
 * @param notionalPerUnit what one unit counts as, in account currency: the reference price and the cost allowance
 */
public record Reservation(String verdictId, String symbol, Side side, BigDecimal quantity, BigDecimal notionalPerUnit) {

    public Reservation {
        if (quantity.signum() <= 0) {
            throw new IllegalArgumentException(
                    verdictId + ": a reservation of " + quantity + " " + symbol + ", expected above zero");
        }
    }

    /** What counts against the limits, in account currency. */
    public BigDecimal notional() {
        return quantity.multiply(notionalPerUnit);
    }

    /** The same, below zero where it is short. */
    public BigDecimal signedNotional() {
        return notional().multiply(BigDecimal.valueOf(side.sign()));
    }
}
