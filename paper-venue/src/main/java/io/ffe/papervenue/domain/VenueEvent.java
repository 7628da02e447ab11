package io.ffe.papervenue.domain;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a portfolio's account as its owner reads it. The sequence of a portfolio starts at 1 and has no gap.
 *
 * @param at venue time, never going back
 * @param beat the beat whose ticks contain a fill; for other events the last beat merged
 * @param order the order as it stands after this step, absent on CASH
 * @param fill present exactly on FILL
 * @param cashDelta change of cash in account currency, fees included
 * @param cash after this step
 * @param positionQuantity signed position in the order's symbol after this step, absent on CASH
 * @param reason why, when the step was not simply accepted or filled
 */
public record VenueEvent(
        long sequence,
        Instant at,
        Kind kind,
        String portfolioId,
        long beat,
        @Nullable VenueOrder order,
        @Nullable Fill fill,
        BigDecimal cashDelta,
        BigDecimal cash,
        @Nullable BigDecimal positionQuantity,
        @Nullable Reason reason) {

    /** What kind of step it is. */
    public enum Kind {
        ORDER,
        FILL,
        CASH
    }

    /**
     * One trade.
     *
     * @param price per unit in quote currency
     * @param fee in account currency
     */
    public record Fill(
            String tradeId,
            Side side,
            BigDecimal quantity,
            BigDecimal price,
            BigDecimal fee,
            Liquidity liquidity,
            TickRef tick) {}
}
