package io.ffe.execution.domain;

import java.math.BigDecimal;

/**
 * Something that was learned about an order. Events of a send carry its attempt, so that a late one about an earlier
 * attempt is recognised as stale.
 */
public sealed interface OrderEvent {

    /** Refused here; nothing has left. */
    record Denied(String reason) implements OrderEvent {}

    /** Stays here for now, as what keeps it here will end. */
    record Waits(String reason) implements OrderEvent {}

    /** Written down before the request leaves; the attempt counts from 1. */
    record Sending(int attempt) implements OrderEvent {}

    /** Written down as leaving, and kept here all the same: whoever says so knows that the request did not leave. */
    record Withheld(int attempt, String reason) implements OrderEvent {}

    /** Written down as leaving, and kept here for now: the request did not leave, for certain, and what kept it will pass. */
    record Postponed(int attempt, String reason) implements OrderEvent {}

    /** The venue has the order: by its answer, by asking for it, or by its event stream. */
    record Acknowledged(String venueOrderId) implements OrderEvent {}

    /** The venue refused the order for good; it never worked there. */
    record Refused(String reason) implements OrderEvent {}

    /** The request may have arrived, and no answer says whether it did. */
    record NoAnswer(int attempt, String detail) implements OrderEvent {}

    /** The venue was asked, after the time that a request can be under way, and has no such order. */
    record FoundAbsent(int attempt) implements OrderEvent {}

    /** @param filledInTotal sum of all distinct fills so far, so that a repeat changes nothing and order does not count */
    record Traded(BigDecimal filledInTotal) implements OrderEvent {}

    /** The rest of the order will not trade. */
    record Canceled(String reason) implements OrderEvent {}

    /** The order's time in force is over. */
    record Expired(String reason) implements OrderEvent {}

    /**
     * The venue changed the quantity, as it does with protection when the position that it covers grows or shrinks. Comes
     * from the venue's numbered events only, so never late and never twice.
     */
    record Resized(BigDecimal quantity) implements OrderEvent {}
}
