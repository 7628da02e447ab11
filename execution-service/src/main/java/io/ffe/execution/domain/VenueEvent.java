package io.ffe.execution.domain;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Instant;

/** One entry of the venue's numbered account of a portfolio; the numbers begin at 1 and have no gap. */
public sealed interface VenueEvent {

    long sequence();

    /** The venue's time. */
    Instant at();

    /** The venue's cash in account currency after this event. */
    BigDecimal cashAfter();

    /** Money came or went. */
    record CashMoved(long sequence, Instant at, BigDecimal amount, BigDecimal cashAfter, String reason)
            implements VenueEvent {}

    /** An order began, ended or was resized. */
    record OrderChanged(long sequence, Instant at, VenueOrder order, BigDecimal cashAfter) implements VenueEvent {}

    /**
     * A trade of an order.
     *
     * @param order as it stands after the trade
     * @param price in the instrument's quote currency
     * @param fee in account currency
     * @param positionAfter the venue's signed position in the symbol after the trade
     */
    record Traded(
            long sequence,
            Instant at,
            VenueOrder order,
            String tradeId,
            Side side,
            BigDecimal quantity,
            BigDecimal price,
            BigDecimal fee,
            BigDecimal positionAfter,
            BigDecimal cashAfter)
            implements VenueEvent {}
}
