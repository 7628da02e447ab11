package io.ffe.execution.venue.coinbase;

import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderEvent;
import io.ffe.execution.domain.OrderLife;
import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueMemory;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.venue.RequestBudget.Use;
import io.ffe.execution.venue.coinbase.CoinbaseJson.Fill;
import io.ffe.schema.event.CashCause;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What Coinbase has and the books have not, as events. Found anew each time from the lists of orders and trades, so a start, a lost
 * answer or a silent stream need no special care, and what was not booked is found again.
 *
 * <p>In one difference orders begin first, then trades follow in their own order, then orders end. The end of an order is told only
 * when the trades that make up what it filled are all listed: the list of trades lags behind. Orders that were not made here are not
 * waited for: one for an amount of money never adds up to what it filled, and a trade that is missing shows in the balances.
 */
final class AccountDifference {

    private static final Logger LOG = Logger.getLogger(AccountDifference.class);

    /** Lists are asked for from so long before the last look that left nothing to book: clocks differ, and lists lag. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    private static final String TRADE = "FILL";

    private final CoinbaseLists lists;
    private final CoinbaseProducts products;
    private final VenueMemory memory;
    private final Clock clock;
    private final Function<String, BigDecimal> filledAtLeast;
    private volatile @Nullable Instant cleanSince;

    /** @param filledAtLeast by order id: what the stream has said that has traded, zero when it said nothing */
    AccountDifference(
            CoinbaseLists lists,
            CoinbaseProducts products,
            VenueMemory memory,
            Clock clock,
            Function<String, BigDecimal> filledAtLeast) {
        this.lists = lists;
        this.products = products;
        this.memory = memory;
        this.clock = clock;
        this.filledAtLeast = filledAtLeast;
    }

    /** @param whole false when trades are known to be missing from the lists, so that it is to be looked again soon */
    record Found(List<VenueEvent> events, boolean whole) {}

    /** From when on lists have to be looked at. */
    Instant from(String portfolioId) {
        Instant clean = cleanSince;
        return clean != null
                ? clean
                : memory.openedAt(portfolioId).orElseGet(clock::instant).minus(OVERLAP);
    }

    /** @param after number of the last event that is booked; the first event found is the next */
    Found after(String portfolioId, long after) {
        Instant started = clock.instant();
        Instant opened = memory.openedAt(portfolioId).orElse(started);
        Instant from = from(portfolioId);
        Map<String, CoinbaseJson.Order> listed = new LinkedHashMap<>();
        lists.ordersSince(from).stream()
                .sorted(Comparator.comparing(CoinbaseJson.Order::createdAt).thenComparing(CoinbaseJson.Order::orderId))
                .forEach(order -> listed.put(order.orderId(), order));
        for (Order living : memory.living(portfolioId)) {
            String orderId = living.life().venueOrderId();
            if (orderId != null && !listed.containsKey(orderId)) {
                lists.order(orderId, Use.OTHER).ifPresent(order -> listed.put(orderId, order));
            }
        }
        Look look = new Look(after, opened, listed, lists.fillsSince(from));
        look.collectMissing();
        Found found = new Found(look.events(), look.whole);
        if (found.whole() && found.events().isEmpty()) {
            cleanSince = started.minus(OVERLAP);
        }
        return found;
    }

    /** The order as Coinbase tells it, in our words. */
    VenueOrder told(CoinbaseJson.Order order) {
        return told(order, saidFilled(order));
    }

    /** The same, with as much filled as is booked with it. */
    VenueOrder told(CoinbaseJson.Order order, BigDecimal filled) {
        BigDecimal quantity = quantity(order, memory.order(order.clientOrderId()), filled);
        return new VenueOrder(
                order.clientOrderId(),
                order.orderId(),
                products.symbolOf(order.productId()),
                order.side(),
                order.kind(),
                // What is held is sold and nothing else: there are no shorts.
                order.side() == Side.SELL,
                Origin.LIVE,
                quantity,
                filled.min(quantity),
                state(order, quantity, filled),
                order.works() ? null : order.reason());
    }

    /** What Coinbase says has traded. One of ours that is FILLED, and does not say of how much, is of all: it is never of nothing. */
    private BigDecimal saidFilled(CoinbaseJson.Order order) {
        return order.status().equals("FILLED") && order.filled().signum() == 0
                ? madeHere(order).map(Order::quantity).orElse(order.filled())
                : order.filled();
    }

    /** Empty of an order of somebody else, also when it is in the books. */
    private Optional<Order> madeHere(CoinbaseJson.Order order) {
        return memory.order(order.clientOrderId()).filter(ours -> !ours.leg().equals(Order.OUTSIDE_LEG));
    }

    /** An order for an amount of money has no quantity before it is done. */
    private static BigDecimal quantity(CoinbaseJson.Order order, Optional<Order> ours, BigDecimal filled) {
        BigDecimal told = order.quantity();
        return ours.map(Order::quantity)
                .orElseGet(() ->
                        told == null || told.signum() <= 0 ? order.filled().max(filled) : told);
    }

    private static VenueOrder.State state(CoinbaseJson.Order order, BigDecimal quantity, BigDecimal filled) {
        return switch (order.status()) {
            // An order that is done with less than its size: the rest was given up, or trades that are not booked here.
            case "FILLED" -> filled.compareTo(quantity) < 0 ? VenueOrder.State.CANCELED : VenueOrder.State.FILLED;
            case "CANCELLED" -> VenueOrder.State.CANCELED;
            case "EXPIRED" -> VenueOrder.State.EXPIRED;
            case "FAILED" -> VenueOrder.State.REJECTED;
            default -> filled.signum() > 0 ? VenueOrder.State.PARTIALLY_FILLED : VenueOrder.State.ACCEPTED;
        };
    }

    /** One look at the lists. */
    private final class Look {

        private final long after;
        private final Instant opened;
        private final Map<String, CoinbaseJson.Order> listed;
        /** Trades that are not booked, by entry id: the list may tell one twice. */
        private final Map<String, Fill> fresh = new HashMap<>();

        private final Map<String, BigDecimal> filled = new HashMap<>();
        private final List<VenueEvent> events = new ArrayList<>();
        private boolean whole = true;

        Look(long after, Instant opened, Map<String, CoinbaseJson.Order> listed, List<Fill> fills) {
            this.after = after;
            this.opened = opened;
            this.listed = listed;
            add(fills);
        }

        private void add(List<Fill> fills) {
            Set<String> booked = memory.booked(fills.stream().map(Fill::entryId).toList());
            for (Fill fill : fills) {
                if (booked.contains(fill.entryId()) || wasBefore(fill)) {
                    continue;
                }
                if (!fill.type().equals(TRADE) || !products.inCurrency(fill.productId()) || !fill.bookable()) {
                    // The comparison of balances shows what it did.
                    LOG.warnf(
                            "trade not booked entry=%s type=%s product=%s size=%s price=%s",
                            fill.entryId(), fill.type(), fill.productId(), fill.size(), fill.price());
                    continue;
                }
                fresh.put(fill.entryId(), fill);
            }
        }

        /**
         * True of a trade that is not the portfolio's. One of an order that was made here always is: the opening is timed by our clock
         * and the trade by Coinbase's, which may be behind.
         */
        private boolean wasBefore(Fill fill) {
            CoinbaseJson.Order order = listed.get(fill.orderId());
            return fill.at().isBefore(opened)
                    && (order == null || madeHere(order).isEmpty());
        }

        /** Asks by order for the trades of orders that have filled more than the list shows. */
        private void collectMissing() {
            for (Fill fill : List.copyOf(fresh.values())) {
                if (!listed.containsKey(fill.orderId())) {
                    lists.order(fill.orderId(), Use.OTHER).ifPresent(order -> listed.put(order.orderId(), order));
                }
            }
            for (CoinbaseJson.Order order : listed.values()) {
                Optional<Order> ours = memory.order(order.clientOrderId());
                boolean matters = ours.isPresent() ? !ours.get().life().ended() || lacks(order) : order.works();
                if (matters && lacks(order)) {
                    add(lists.fillsOf(order.orderId()));
                    whole &= !isAwaited(order);
                }
            }
        }

        /** Of a product in another currency nothing is booked, and so nothing missing. */
        private boolean lacks(CoinbaseJson.Order order) {
            BigDecimal told = saidFilled(order).max(filledAtLeast.apply(order.orderId()));
            return products.inCurrency(order.productId())
                    && booked(order).add(freshOf(order)).compareTo(told) < 0;
        }

        /** True of an order that was made here while some of its trades are not listed. */
        private boolean isAwaited(CoinbaseJson.Order order) {
            return lacks(order) && madeHere(order).isPresent();
        }

        private BigDecimal booked(CoinbaseJson.Order order) {
            return memory.order(order.clientOrderId())
                    .map(ours -> ours.life().filled())
                    .orElse(BigDecimal.ZERO);
        }

        private BigDecimal freshOf(CoinbaseJson.Order order) {
            return fresh.values().stream()
                    .filter(fill -> fill.orderId().equals(order.orderId()))
                    .map(Fill::size)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        private List<VenueEvent> events() {
            listed.values().forEach(this::begun);
            fresh.values().stream()
                    .sorted(Comparator.comparing(Fill::at).thenComparing(Fill::entryId))
                    .forEach(this::traded);
            listed.values().forEach(this::ended);
            return List.copyOf(events);
        }

        private void begun(CoinbaseJson.Order order) {
            Optional<Order> ours = memory.order(order.clientOrderId());
            boolean news =
                    ours.map(known -> known.life().venueOrderId() == null).orElse(true);
            if (order.works() && news && quantity(order, ours, BigDecimal.ZERO).signum() > 0) {
                events.add(new VenueEvent.OrderChanged(next(), clock.instant(), told(order, booked(order)), null));
            }
        }

        private void traded(Fill fill) {
            CoinbaseJson.Order order = listed.get(fill.orderId());
            if (order == null) {
                // A trade without its order cannot be booked; it is looked for again.
                whole = false;
                return;
            }
            BigDecimal total = filled.merge(order.orderId(), fill.size(), (sum, size) -> sum.add(size));
            events.add(new VenueEvent.Traded(
                    next(),
                    fill.at(),
                    told(order, booked(order).add(total)),
                    fill.entryId(),
                    fill.side(),
                    fill.size(),
                    fill.price(),
                    fill.fee().max(BigDecimal.ZERO),
                    null,
                    null));
            if (fill.fee().signum() < 0) {
                // The books have no fee below zero: what Coinbase pays for a trade is money that came with it.
                // One page books both, and neither is found again.
                events.add(new VenueEvent.CashMoved(
                        next(),
                        fill.at(),
                        fill.fee().negate(),
                        null,
                        CashCause.CHARGE + " below zero, of trade " + fill.entryId()));
            }
        }

        private void ended(CoinbaseJson.Order order) {
            Optional<Order> ours = memory.order(order.clientOrderId());
            if (order.works() || ours.isEmpty() || isAwaited(order)) {
                return;
            }
            BigDecimal total = booked(order).add(freshOf(order));
            VenueOrder told = told(order, total);
            OrderLife life = total.signum() > 0
                    ? ours.get().life().after(new OrderEvent.Traded(total))
                    : ours.get().life();
            if (!life.after(told.stateEvent()).equals(life)) {
                events.add(new VenueEvent.OrderChanged(next(), clock.instant(), told, null));
            }
        }

        private long next() {
            return after + events.size() + 1;
        }
    }
}
