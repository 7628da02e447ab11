package io.ffe.papervenue.domain;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One fact of the journal. What it says has happened; folding all of them gives the exchange. */
public sealed interface Entry {

    /**
     * Cash came to a portfolio from outside; the first one opens its account.
     *
     * @param at when; in a replay 1970, because the first look at an account comes when its client happens to start
     */
    record CashCredited(String portfolioId, BigDecimal amount, Instant at, Reason reason) implements Entry {}

    /** An order works from now on. */
    record OrderAccepted(VenueOrder order) implements Entry {}

    /** A well-formed order that the venue does not take; its id is used up. */
    record OrderRejected(VenueOrder order) implements Entry {}

    /**
     * An order traded.
     *
     * @param price per unit in quote currency, slippage included
     * @param fee in account currency
     */
    record OrderFilled(
            String portfolioId,
            String clientOrderId,
            String tradeId,
            BigDecimal quantity,
            BigDecimal price,
            BigDecimal fee,
            Liquidity liquidity)
            implements Entry {}

    /**
     * A protection follows its position.
     *
     * @param quantity new size of the whole order, what was filled included
     */
    record OrderResized(String portfolioId, String clientOrderId, BigDecimal quantity) implements Entry {}

    /**
     * A stop followed the price. Its owner is not told each time: the order says where it is.
     *
     * @param stopPrice where it is now
     */
    record StopMoved(String portfolioId, String clientOrderId, BigDecimal stopPrice) implements Entry {}

    /** An order stopped working before it was filled whole. */
    record OrderEnded(
            String portfolioId,
            String clientOrderId,
            VenueOrderState state,
            Reason reason,
            @Nullable String detail) implements Entry {}

    /** Somebody set how the venue misbehaves. */
    record FaultsSet(Faults faults) implements Entry {}
}
