package io.ffe.papervenue.domain;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a portfolio holds of one symbol.
 *
 * @param quantity signed, in base currency: below zero is short
 * @param averagePrice average price of what is held, in quote currency; zero when nothing is held
 * @param realisedPnl result of everything closed so far, in account currency, before fees
 */
public record Position(BigDecimal quantity, BigDecimal averagePrice, BigDecimal realisedPnl) {

    static final Position NONE = new Position(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    private static final int AVERAGE_DECIMALS = 12;

    Position after(Side side, BigDecimal traded, BigDecimal price) {
        BigDecimal signed = side == Side.BUY ? traded : traded.negate();
        BigDecimal total = quantity.add(signed);
        boolean adds = quantity.signum() == 0 || quantity.signum() == signed.signum();
        if (adds) {
            BigDecimal value = quantity.abs().multiply(averagePrice).add(traded.multiply(price));
            BigDecimal average = value.divide(total.abs(), AVERAGE_DECIMALS, RoundingMode.HALF_EVEN);
            return new Position(Decimals.plain(total), Decimals.plain(average), realisedPnl);
        }
        BigDecimal closed = traded.min(quantity.abs());
        BigDecimal gain = price.subtract(averagePrice).multiply(closed);
        BigDecimal realised = realisedPnl.add(quantity.signum() > 0 ? gain : gain.negate());
        boolean flipped = total.signum() == signed.signum();
        BigDecimal average = total.signum() == 0 ? BigDecimal.ZERO : flipped ? price : averagePrice;
        return new Position(Decimals.plain(total), Decimals.plain(average), Decimals.plain(realised));
    }

    /** How much an order of this side could take away from the position, in base currency; zero when nothing. */
    BigDecimal reducibleBy(Side side) {
        return side == Side.SELL
                ? quantity.max(BigDecimal.ZERO)
                : quantity.negate().max(BigDecimal.ZERO);
    }
}
