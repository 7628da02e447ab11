package io.ffe.marketdata.feed;

import io.ffe.schema.money.Fraction;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Bid and ask for prices that were recorded without them.
 *
 * @param halfSpread distance of bid and ask from the price, as a share of it
 */
public record SpreadModel(Fraction halfSpread) {

    public SpreadModel {
        if (halfSpread.value().signum() < 0) {
            throw new IllegalArgumentException("halfSpread is " + halfSpread + ", expected zero or more");
        }
    }

    /** One basis point each side. */
    public static SpreadModel defaults() {
        return new SpreadModel(Fraction.of("0.0001"));
    }

    /** The share of the price, rounded to the instrument's tick, and at least one tick. */
    BigDecimal halfSpreadAt(BigDecimal price, Instrument instrument) {
        return instrument
                .roundToTick(halfSpread.of(price), RoundingMode.HALF_UP)
                .max(instrument.tickSize());
    }
}
