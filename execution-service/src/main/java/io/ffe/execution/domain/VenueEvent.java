package io.ffe.execution.domain;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the venue's numbered account of a portfolio. After {@link Opened}, or from 1 where there is none, the numbers
 * have no gap.
 */
public sealed interface VenueEvent {

    long sequence();

    /** The venue's time. */
    Instant at();

    /** The venue's cash in account currency after this event; null where the venue does not tell it with each event. */
    @Nullable
    BigDecimal cashAfter();

    /**
     * The first entry at a venue whose account is older than the portfolio: what was before is not booked.
     *
     * @param sequence any number; the next event's is one more
     */
    record Opened(long sequence, Instant at, BigDecimal cashAfter) implements VenueEvent {}

    /** A number that concerns nothing here. */
    record Passed(long sequence, Instant at) implements VenueEvent {

        @Override
        public @Nullable BigDecimal cashAfter() {
            return null;
        }
    }

    /** Money came or went. */
    record CashMoved(
            long sequence,
            Instant at,
            BigDecimal amount,
            @Nullable BigDecimal cashAfter,
            String reason) implements VenueEvent {}

    /** An order began, ended or was resized. */
    record OrderChanged(
            long sequence,
            Instant at,
            VenueOrder order,
            @Nullable BigDecimal cashAfter) implements VenueEvent {}

    /**
     * A trade of an order.
     *
     * @param order as it stands after the trade
     * @param tradeId unique at the venue, for ever
     * @param price in the instrument's quote currency
     * @param fee in account currency
     * @param positionAfter the venue's signed position in the symbol after the trade; null where the venue does not tell it
     * @param gaveUp why the venue ended the order with this trade although a rest is left; null while the rest may trade, and where
     *     its end is an event of its own
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
            @Nullable BigDecimal positionAfter,
            @Nullable BigDecimal cashAfter,
            @Nullable String gaveUp)
            implements VenueEvent {

        /** A trade that ends no order by giving up its rest. */
        public Traded(
                long sequence,
                Instant at,
                VenueOrder order,
                String tradeId,
                Side side,
                BigDecimal quantity,
                BigDecimal price,
                BigDecimal fee,
                @Nullable BigDecimal positionAfter,
                @Nullable BigDecimal cashAfter) {
            this(sequence, at, order, tradeId, side, quantity, price, fee, positionAfter, cashAfter, null);
        }
    }
}
