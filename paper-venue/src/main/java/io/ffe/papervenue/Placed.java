package io.ffe.papervenue;

import io.ffe.papervenue.domain.VenueOrder;

/** What the client of an order is told; all of it is on disk. */
public sealed interface Placed {

    /** The order works. */
    record Accepted(VenueOrder order, LostAnswer lost) implements Placed {}

    /** Recorded as rejected. */
    record Rejected(VenueOrder order) implements Placed {}

    /**
     * The id was used before.
     *
     * @param holder the order that has it, or the entry whose protection will
     */
    record Repeated(VenueOrder holder) implements Placed {}

    /** How a fault setting keeps the answer from the client. */
    enum LostAnswer {
        NONE,
        CONNECTION_CLOSED,
        SERVER_ERROR
    }
}
