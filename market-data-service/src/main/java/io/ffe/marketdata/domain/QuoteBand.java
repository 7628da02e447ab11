package io.ffe.marketdata.domain;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How far bid and ask may move from a quote and count as unchanged: less than 0.001 %, both of them. The edges are worked out
 * once for each quote that is passed on, so that a quote that is not costs comparisons only.
 */
public final class QuoteBand {

    private static final BigDecimal SHARE = new BigDecimal("0.00001");

    private @Nullable Band bid;
    private @Nullable Band ask;

    private record Band(BigDecimal above, BigDecimal below) {

        static Band around(BigDecimal price) {
            BigDecimal width = price.multiply(SHARE);
            return new Band(price.subtract(width), price.add(width));
        }

        boolean holds(BigDecimal price) {
            return price.compareTo(above) > 0 && price.compareTo(below) < 0;
        }
    }

    public boolean holds(BigDecimal bidPrice, BigDecimal askPrice) {
        return bid != null && ask != null && bid.holds(bidPrice) && ask.holds(askPrice);
    }

    /** From now on, moves are moves from this quote, however many small ones lie between. */
    public void moveTo(BigDecimal bidPrice, BigDecimal askPrice) {
        bid = Band.around(bidPrice);
        ask = Band.around(askPrice);
    }
}
