package io.ffe.execution.domain;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A position in one symbol, at cost. The cost is kept and not the average price, because a sum of decimals is exact and a
 * quotient is not: what rounding there is stays inside the position and is released when it closes.
 *
 * @param quantity signed: above zero is long
 * @param cost what was paid for it, in the currency that the instrument is booked in; below zero for a short, which brought
 *     money in
 */
public record Position(String symbol, BigDecimal quantity, BigDecimal cost) {

    /** Digits after the point to which the cost of a partly closed position is split. */
    private static final int COST_SCALE = 10;

    private static final int PRICE_SCALE = 10;

    public Position {
        if (quantity.signum() != cost.signum()) {
            throw new IllegalArgumentException("position in " + symbol + " has quantity " + quantity.toPlainString()
                    + " and cost " + cost.toPlainString() + ", expected the same sign");
        }
    }

    /**
     * What a trade does to the position.
     *
     * @param realised result of the part that closed, before fees; zero when nothing closed
     */
    public record Change(Position after, BigDecimal realised) {}

    public static Position flat(String symbol) {
        return new Position(symbol, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    public boolean isFlat() {
        return quantity.signum() == 0;
    }

    /** The side of an order that would close it. */
    public Side closingSide() {
        return quantity.signum() > 0 ? Side.SELL : Side.BUY;
    }

    public boolean isClosedBy(Side side) {
        return !isFlat() && closingSide() == side;
    }

    /** Average price per unit; zero when flat. */
    public BigDecimal averagePrice() {
        return isFlat()
                ? BigDecimal.ZERO
                : cost.divide(quantity, PRICE_SCALE, RoundingMode.HALF_EVEN).stripTrailingZeros();
    }

    public BigDecimal valueAt(BigDecimal mark) {
        return quantity.multiply(mark);
    }

    public BigDecimal unrealisedAt(BigDecimal mark) {
        return valueAt(mark).subtract(cost);
    }

    /** A trade adds to the position, reduces it at average cost, or closes it and opens the other side with the rest. */
    public Change trade(Side side, BigDecimal traded, BigDecimal price) {
        BigDecimal signed = side == Side.BUY ? traded : traded.negate();
        BigDecimal closing = isClosedBy(side) ? traded.min(quantity.abs()) : BigDecimal.ZERO;
        BigDecimal released = costOf(closing);
        BigDecimal broughtIn = closing.multiply(price).multiply(BigDecimal.valueOf(quantity.signum()));
        BigDecimal opening = signed.add(closing.multiply(BigDecimal.valueOf(quantity.signum())));
        BigDecimal after = quantity.add(signed);
        Position position = after.signum() == 0
                ? flat(symbol)
                : new Position(symbol, after, cost.subtract(released).add(opening.multiply(price)));
        return new Change(position, broughtIn.subtract(released));
    }

    private BigDecimal costOf(BigDecimal closing) {
        if (closing.signum() == 0) {
            return BigDecimal.ZERO;
        }
        return closing.compareTo(quantity.abs()) == 0
                ? cost
                : cost.multiply(closing).divide(quantity.abs(), COST_SCALE, RoundingMode.HALF_EVEN);
    }
}
