package io.ffe.execution.domain;

import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A venue in a few lines: it refuses a repeated clientOrderId, makes protection with each fill of an entry, ends an entry with
 * its protection, and cuts nothing that is too much: what oversells here, execution has oversold.
 */
final class DrillVenue {

    private static final BigDecimal FEE = new BigDecimal("0.37");

    final Map<String, Resting> orders = new LinkedHashMap<>();
    final Map<String, BigDecimal> positions = new TreeMap<>();
    final List<VenueEvent> events = new ArrayList<>();
    BigDecimal cash = BigDecimal.ZERO;
    private long trades;

    /** An order as the venue has it. */
    static final class Resting {
        final Order made;
        final @Nullable Order protection;
        final @Nullable Resting entry;
        final boolean oco;
        BigDecimal quantity;
        BigDecimal filled = BigDecimal.ZERO;
        VenueOrder.State state = VenueOrder.State.ACCEPTED;

        Resting(Order made, @Nullable Order protection, @Nullable Resting entry, BigDecimal quantity) {
            this.made = made;
            this.protection = protection;
            this.entry = entry;
            this.oco = entry != null;
            this.quantity = quantity;
        }

        BigDecimal remaining() {
            return quantity.subtract(filled);
        }

        boolean works() {
            return state.works();
        }
    }

    void pay(BigDecimal amount, String reason) {
        cash = cash.add(amount);
        events.add(new VenueEvent.CashMoved(events.size() + 1, TestOrders.NOW, amount, cash, reason));
    }

    VenueAnswer place(Order order, @Nullable Order protection) {
        Resting known = orders.get(order.clientOrderId());
        if (known == null) {
            known = new Resting(order, protection, null, order.quantity());
            orders.put(order.clientOrderId(), known);
            told(known);
        }
        return new VenueAnswer.Has(view(known));
    }

    VenueAnswer ask(String clientOrderId) {
        Resting known = orders.get(clientOrderId);
        return known == null ? new VenueAnswer.HasNot() : new VenueAnswer.Has(view(known));
    }

    VenueAnswer cancel(String clientOrderId) {
        Resting known = orders.get(clientOrderId);
        if (known == null) {
            return new VenueAnswer.HasNot();
        }
        end(known);
        return new VenueAnswer.Has(view(known));
    }

    List<Resting> working() {
        return orders.values().stream().filter(Resting::works).toList();
    }

    /** Some of a working order trades. */
    void trade(Resting order, BigDecimal quantity, BigDecimal price, Random random) {
        order.filled = order.filled.add(quantity);
        order.state = order.remaining().signum() == 0 ? VenueOrder.State.FILLED : VenueOrder.State.PARTIALLY_FILLED;
        BigDecimal signed =
                quantity.multiply(BigDecimal.valueOf(order.made.side().sign()));
        BigDecimal after = positions.merge(order.made.symbol(), signed, BigDecimal::add);
        BigDecimal fee = random.nextBoolean() ? FEE : BigDecimal.ZERO;
        cash = cash.subtract(signed.multiply(price)).subtract(fee);
        events.add(new VenueEvent.Traded(
                events.size() + 1,
                TestOrders.NOW,
                view(order),
                "T" + ++trades,
                order.made.side(),
                quantity,
                price,
                fee,
                after,
                cash));
        protect(order, quantity);
        if (order.state == VenueOrder.State.FILLED && order.entry != null) {
            end(order.entry);
        }
    }

    private void protect(Resting entry, BigDecimal quantity) {
        Order protection = entry.protection;
        if (protection != null) {
            Resting known = orders.get(protection.clientOrderId());
            if (known == null) {
                known = new Resting(protection, null, entry, quantity);
                orders.put(protection.clientOrderId(), known);
            } else {
                known.quantity = known.quantity.add(quantity);
            }
            told(known);
        }
    }

    void end(Resting order) {
        if (order.works()) {
            order.state = VenueOrder.State.CANCELED;
            told(order);
            if (order.entry != null) {
                end(order.entry);
            }
        }
    }

    /** What of a position orders that only reduce could still take away, on one side. */
    BigDecimal reducing(String symbol, Side side) {
        return orders.values().stream()
                .filter(order -> order.works()
                        && order.made.reducesOnly()
                        && order.made.symbol().equals(symbol)
                        && order.made.side() == side)
                .map(Resting::remaining)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void told(Resting order) {
        events.add(new VenueEvent.OrderChanged(events.size() + 1, TestOrders.NOW, view(order), cash));
    }

    private static VenueOrder view(Resting order) {
        boolean standing = order.made.purpose() == Purpose.PROTECTION;
        return new VenueOrder(
                order.made.clientOrderId(),
                "V-" + order.made.clientOrderId(),
                order.made.symbol(),
                order.made.side(),
                order.oco ? VenueOrder.Kind.OCO : standing ? VenueOrder.Kind.STOP : VenueOrder.Kind.MARKET,
                order.made.reducesOnly(),
                order.made.origin(),
                order.quantity,
                order.filled,
                order.state,
                null);
    }
}
