package io.ffe.execution.domain;

import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.id.Ids;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;

/** Which exits a halt that closes positions still has to make. */
public final class Flattening {

    private Flattening() {}

    /**
     * The generation of the exit to make of an open position; empty when there is nothing to do now: an exit lives, or the
     * command's own came to an end that a further one would come to as well. One that filled and left a position behind, as
     * when an entry filled late, is followed by another.
     *
     * @param orders of the position's symbol in its portfolio: at least all that live, and the command's own last one
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
        Optional<Order> last = orders.stream()
                .filter(order -> order.intentId().equals(intentId))
                .max(Comparator.comparingInt(Order::generation));
        if (last.isEmpty()) {
            return OptionalInt.of(0);
        }
        return last.get().state() == OrderState.FILLED || cameToAClosedMarket(last.get())
                ? OptionalInt.of(last.get().generation() + 1)
                : OptionalInt.empty();
    }

    /** It closed between the look and the sending; the next one waits for it. */
    private static boolean cameToAClosedMarket(Order last) {
        return last.state() == OrderState.DENIED
                && last.life().reason() != null
                && DenialReason.MARKET_CLOSED.begins(last.life().reason());
    }
}
