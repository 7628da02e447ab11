package io.ffe.execution.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the books know, for a venue that numbers nothing by itself: its events are then what it has and the books have not.
 * Answers are of the last commit and may be old by the time they are used; booking checks again.
 */
public interface VenueMemory {

    /** The last event of the venue that is booked; 0 before the first. */
    long cursor(String portfolioId);

    /** When the portfolio was first booked; empty before. Trades of others at the venue before it are not the portfolio's. */
    Optional<Instant> openedAt(String portfolioId);

    /** Orders that the venue may have and that have not ended. */
    List<Order> living(String portfolioId);

    Optional<Order> order(String clientOrderId);

    /** Those of the trades that are booked. */
    Set<String> booked(Collection<String> tradeIds);
}
