package io.ffe.execution.domain;

import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which protection a position is missing, and what becomes of protection whose entry came to nothing. */
public final class Protection {

    /** So many generations in a row that the venue refused, or that did not leave, are a person's to look at. */
    public static final int MOST_IN_A_ROW = 10;

    private Protection() {}

    /**
     * Protection to place again: the position is open, no protection of it lives, and no exit is on its way to close it.
     *
     * <p>Protection that the venue refused, or that was denied when it was to leave, is not placed again at once: it would come to the same
     * end. {@link #retried} does it later.
     *
     * @param orders of the position's symbol in its portfolio: at least all that live, and the last protection on the side that closes it
     */
    public static Optional<Order> missing(Position position, Collection<Order> orders, Instant now) {
        if (!unprotected(position, orders)) {
            return Optional.empty();
        }
        return orders.stream()
                .filter(order -> order.purpose() == Purpose.PROTECTION && position.isClosedBy(order.side()))
                .max(Comparator.comparing(Order::decidedAt).thenComparingInt(Order::generation))
                .filter(last -> !cameToNothing(last) && last.stopLoss() != null)
                .map(last -> last.nextGeneration(position.quantity().abs(), now));
    }

    /**
     * Protection to place again although the last one came to nothing: after a pause, and not without end.
     *
     * @param living orders of the position's symbol that have not ended
     * @param protections of the side that closes it, the newest first: at least {@link #MOST_IN_A_ROW} where there are as many
     */
    public static Optional<Order> retried(
            Position position, Collection<Order> living, List<Order> protections, Instant now) {
        if (!unprotected(position, living)) {
            return Optional.empty();
        }
        return protections.stream()
                .findFirst()
                .filter(last -> cameToNothing(last) && last.stopLoss() != null && !givenUp(protections))
                .map(last -> last.nextGeneration(position.quantity().abs(), now));
    }

    /** True when so many in a row came to nothing that a person has to look. */
    public static boolean givenUp(List<Order> protections) {
        return protections.stream().takeWhile(Protection::cameToNothing).count() >= MOST_IN_A_ROW;
    }

    private static boolean unprotected(Position position, Collection<Order> orders) {
        return !position.isFlat()
                && orders.stream()
                        .noneMatch(order -> order.reducesOnly() && !order.life().ended());
    }

    /** What was denied before it was to leave, as with its entry, tells nothing about the next. */
    private static boolean cameToNothing(Order last) {
        return last.state() == OrderState.REJECTED
                || (last.state() == OrderState.DENIED && last.life().attempt() > 0);
    }

    /**
     * What the end of an entry means for the protection that travelled with it: without a fill the venue never made an
     * order of it. Empty while the entry lives, or when it traded.
     *
     * @param carried whether the venue makes an order of it when the entry fills; if not, it ends here with the entry, and is placed
     *     as an order of its own for what the entry has filled
     */
    public static Optional<OrderEvent> afterEntry(Order entry, boolean carried) {
        if (!entry.life().ended()) {
            return Optional.empty();
        }
        if (entry.life().filled().signum() > 0) {
            return carried
                    ? Optional.empty()
                    : Optional.of(
                            new OrderEvent.Canceled("the venue carries no protection: placed as an order of its own"));
        }
        String reason = "its entry ended " + entry.state() + " without a fill";
        return Optional.of(
                entry.state() == OrderState.DENIED ? new OrderEvent.Denied(reason) : new OrderEvent.Canceled(reason));
    }
}
