package io.ffe.execution.domain;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An order as the venue tells it.
 *
 * @param filled sum of its fills at the venue
 * @param reason the venue's, on an order that ended without being filled
 */
public record VenueOrder(
        String clientOrderId,
        String venueOrderId,
        String symbol,
        Side side,
        Kind kind,
        boolean reduceOnly,
        Origin origin,
        BigDecimal quantity,
        BigDecimal filled,
        State state,
        @Nullable String reason) {

    /** OCO is a stop and a target of which one cancels the other. */
    public enum Kind {
        MARKET,
        LIMIT,
        STOP,
        OCO
    }

    /** The venue's own order states. */
    public enum State {
        ACCEPTED,
        PARTIALLY_FILLED,
        FILLED,
        CANCELED,
        REJECTED,
        EXPIRED;

        /** True while the order can still trade. */
        public boolean works() {
            return this == ACCEPTED || this == PARTIALLY_FILLED;
        }
    }

    /** It has ended and nothing of it traded. */
    public boolean cameToNothing() {
        return !state.works() && state != State.FILLED && filled.signum() == 0;
    }

    /** What the venue's word on the order's state means for its life here; fills are told by events of their own. */
    public OrderEvent stateEvent() {
        String why = reason == null ? "the venue gave no reason" : reason;
        return switch (state) {
            case ACCEPTED, PARTIALLY_FILLED, FILLED -> new OrderEvent.Acknowledged(venueOrderId);
            case CANCELED -> new OrderEvent.Canceled(why);
            case REJECTED -> new OrderEvent.Refused(why);
            case EXPIRED -> new OrderEvent.Expired(why);
        };
    }
}
