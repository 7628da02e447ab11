package io.ffe.risk.domain.book;

import io.ffe.schema.event.Execution.Fill;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * An open position.
 *
 * @param quantity signed, in base currency: below zero is short; never zero
 * @param averagePrice what it was opened at per unit, in quote currency
 */
public record Position(String symbol, BigDecimal quantity, BigDecimal averagePrice) {

    /** Digits of an average price behind the point; far finer than any tick. */
    private static final int AVERAGE_SCALE = 12;

    public Position {
        if (quantity.signum() == 0) {
            throw new IllegalArgumentException(symbol + ": a position of zero is no position");
        }
    }

    static Position opened(String symbol, Fill fill) {
        return new Position(symbol, signed(fill), fill.price());
    }

    /** The position after a fill in its symbol, or empty when the fill closed it. */
    Optional<Position> after(Fill fill) {
        BigDecimal change = signed(fill);
        BigDecimal next = quantity.add(change);
        if (next.signum() == 0) {
            return Optional.empty();
        }
        if (change.signum() == quantity.signum()) {
            BigDecimal cost = quantity.multiply(averagePrice).add(change.multiply(fill.price()));
            return Optional.of(new Position(symbol, next, cost.divide(next, AVERAGE_SCALE, RoundingMode.HALF_EVEN)));
        }
        boolean turned = next.signum() != quantity.signum();
        return Optional.of(new Position(symbol, next, turned ? fill.price() : averagePrice));
    }

    public Side side() {
        return quantity.signum() > 0 ? Side.BUY : Side.SELL;
    }

    private static BigDecimal signed(Fill fill) {
        return fill.side() == Side.BUY ? fill.quantity() : fill.quantity().negate();
    }
}
