package io.ffe.execution.domain;

import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What keeps reducing orders within the position: one exit at a time, none while protection works, and none larger than what
 * is confirmed to be there.
 */
public final class ExitRule {

    private ExitRule() {}

    /**
     * The exit that has left and has not ended, beside this one: an operator's command and a verdict may each ask for an exit,
     * and the first goes.
     *
     * @param orders of the symbol in its portfolio: at least all that live
     */
    public static Optional<Order> underWay(Order exit, Collection<Order> orders) {
        return orders.stream()
                .filter(order -> order.purpose() == Purpose.EXIT
                        && !order.clientOrderId().equals(exit.clientOrderId())
                        && order.state() != OrderState.INTENT
                        && !order.life().ended())
                .findFirst();
    }

    /** Protection that has to be off, confirmed by the venue, before an exit's quantity can be known. */
    public static List<Order> toTakeOff(Collection<Order> orders) {
        return orders.stream()
                .filter(order ->
                        order.purpose() == Purpose.PROTECTION && !order.life().ended())
                .toList();
    }

    /** Entries that rest at the venue: they end before an exit, or they would open again what it closes. */
    public static List<Order> toEnd(Collection<Order> orders) {
        return orders.stream()
                .filter(order -> order.rests()
                        && (order.state() == OrderState.ACCEPTED || order.state() == OrderState.PARTIALLY_FILLED))
                .toList();
    }

    /**
     * True while protection of its own may be on its way to the venue: a cancel could overtake it. What travels with an entry
     * cannot be.
     */
    public static boolean mayStillArrive(Order protection) {
        return !protection.travelsWithEntry()
                && protection.state() != OrderState.ACCEPTED
                && protection.state() != OrderState.PARTIALLY_FILLED;
    }

    /**
     * Whether the exit stays to leave later. A verdict is of its moment, and decided anew; what an operator wants closed is wanted
     * until it is.
     *
     * @param obstacle what the venue has against it now
     */
    public static boolean waitsOut(Order exit, String obstacle) {
        return exit.verdictId() == null && DenialReason.MARKET_CLOSED.begins(obstacle);
    }

    /**
     * How much the exit may close: all of the position, or of a partial one its own quantity if there is still as much. Empty
     * when there is nothing that it would reduce.
     *
     * @param position after every trade of what was taken off is booked
     */
    public static Optional<BigDecimal> quantity(Order exit, Position position) {
        if (!position.isClosedBy(exit.side())) {
            return Optional.empty();
        }
        BigDecimal there = position.quantity().abs();
        return Optional.of(exit.leg().equals(Order.PARTIAL_LEG) ? there.min(exit.quantity()) : there);
    }
}
