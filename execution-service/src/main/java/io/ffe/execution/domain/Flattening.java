package io.ffe.execution.domain;

import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.id.Ids;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/** Which exits a halt that closes positions still has to make. */
public final class Flattening {

    /** So many exits of a command in a row that came to nothing are a person's to look at. */
    public static final int MOST_IN_A_ROW = 5;

    private Flattening() {}

    /**
     * The generation of the exit to make of an open position; empty when there is nothing to do now: an exit lives, or the
     * command's own came to an end that a further one would come to as well. One that traded and left a position behind is followed by
     * another: an entry filled late, or the venue cancelled what it did not get at once. Each closes something, so that ends. One that
     * came to nothing at the venue is, too, after a pause that is the caller's to make, and not without end.
     *
     * @param orders of the position's symbol in its portfolio: at least all that live, and the command's own last
     *     {@link #MOST_IN_A_ROW}
     */
    public static OptionalInt generation(
            String commandId, String portfolioId, Position position, Collection<Order> orders) {
        if (position.isFlat()
                || orders.stream()
                        .anyMatch(order ->
                                order.purpose() == Purpose.EXIT && !order.life().ended())) {
            return OptionalInt.empty();
        }
        String intentId = Ids.intentOfCommand(commandId, portfolioId, position.symbol());
        List<Order> newestFirst = orders.stream()
                .filter(order -> order.intentId().equals(intentId))
                .sorted(Comparator.comparingInt(Order::generation).reversed())
                .toList();
        if (newestFirst.isEmpty()) {
            return OptionalInt.of(0);
        }
        Order last = newestFirst.getFirst();
        boolean another = last.life().filled().signum() > 0
                || cameToAClosedMarket(last)
                || (cameToNothing(last) && !givenUp(newestFirst));
        return another ? OptionalInt.of(last.generation() + 1) : OptionalInt.empty();
    }

    /** Refused, or cancelled whole: as when what its protection held is not free yet though the protection is off. */
    public static boolean cameToNothing(Order exit) {
        return (exit.state() == OrderState.REJECTED || exit.state() == OrderState.CANCELED)
                && exit.life().filled().signum() == 0;
    }

    private static boolean givenUp(List<Order> newestFirst) {
        return newestFirst.stream().takeWhile(Flattening::cameToNothing).count() >= MOST_IN_A_ROW;
    }

    /** It closed between the look and the sending; the next one waits for it. */
    private static boolean cameToAClosedMarket(Order last) {
        return last.state() == OrderState.DENIED
                && last.life().reason() != null
                && DenialReason.MARKET_CLOSED.begins(last.life().reason());
    }
}
