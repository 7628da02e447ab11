package io.ffe.execution.domain;

import java.time.Duration;
import java.util.Optional;

/**
 * Which event a venue's answer is. An order has five outcomes: confirmed, rejected by the venue, denied here, postponed, unknown;
 * the reasons are in docs/adr/0009-order-outcome-policy.md.
 *
 * <ul>
 *   <li>The venue has it, fresh or as a duplicate: confirmed. Fills and ends are never read from an answer, only from the
 *       venue's numbered events, so that each is booked once and in order. One end is read from an answer: that of an order
 *       which came to nothing, so that what a venue took and cancelled at once is never told as working.
 *   <li>The venue refused it: rejected.
 *   <li>Nothing left from here, for certain: denied; or postponed, when what kept it will pass: an intent again, and all checks again.
 *   <li>Anything else: unknown. Never a rejection, never a reason to send again.
 *   <li>Unknown ends by asking. A 404 counts as absence only once nothing can be under way any more; then the same
 *       clientOrderId may be sent again, after all checks.
 * </ul>
 */
public final class OutcomePolicy {

    private OutcomePolicy() {}

    /** What the answer to a send means for the order that was sent with this attempt. */
    public static OrderEvent afterSending(VenueAnswer answer, int attempt) {
        return switch (answer) {
            case VenueAnswer.Has(VenueOrder order) -> confirmed(order);
            case VenueAnswer.Refused(String code, String detail) -> new OrderEvent.Refused(code + ": " + detail);
            case VenueAnswer.HasNot() -> new OrderEvent.NoAnswer(attempt, "the venue answered 404 to a new order");
            case VenueAnswer.NotSent(String reason) -> new OrderEvent.Withheld(attempt, reason);
            case VenueAnswer.NotYet(String reason) -> new OrderEvent.Postponed(attempt, reason);
            case VenueAnswer.Nothing(String detail) -> new OrderEvent.NoAnswer(attempt, detail);
        };
    }

    /**
     * What the answer to a question means for an unresolved order; empty when it settles nothing and has to be asked again.
     *
     * @param sinceSending time since the last attempt left, or since start when this process did not see it leave
     * @param inFlightWindow longest time that a request can be under way to the venue
     */
    public static Optional<OrderEvent> afterAsking(
            VenueAnswer answer, int attempt, Duration sinceSending, Duration inFlightWindow) {
        return switch (answer) {
            case VenueAnswer.Has(VenueOrder order) -> Optional.of(confirmed(order));
            case VenueAnswer.HasNot() ->
                sinceSending.compareTo(inFlightWindow) < 0
                        ? Optional.empty()
                        : Optional.of(new OrderEvent.FoundAbsent(attempt));
            // A refused question says nothing about the order.
            case VenueAnswer.Refused ignored -> Optional.empty();
            case VenueAnswer.NotSent ignored -> Optional.empty();
            case VenueAnswer.NotYet ignored -> Optional.empty();
            case VenueAnswer.Nothing ignored -> Optional.empty();
        };
    }

    private static OrderEvent confirmed(VenueOrder order) {
        return order.cameToNothing() ? order.stateEvent() : new OrderEvent.Acknowledged(order.venueOrderId());
    }
}
