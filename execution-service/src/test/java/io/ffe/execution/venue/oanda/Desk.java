package io.ffe.execution.venue.oanda;

import io.ffe.execution.domain.BookDifferences;
import io.ffe.execution.domain.Booking;
import io.ffe.execution.domain.Conversion;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderEvent;
import io.ffe.execution.domain.OrderLife;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.execution.domain.OutcomePolicy;
import io.ffe.execution.domain.Position;
import io.ffe.execution.domain.VenueAccount;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueEventPage;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.id.Ids;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the service does with a venue, in memory: orders live by {@link OrderLife} and {@link OutcomePolicy}, events are booked once and
 * in order under their cursor, unresolved orders are asked for and sent again only when they are found absent.
 */
final class Desk {

    static final String PORTFOLIO = "main";
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final BigDecimal TOLERANCE = new BigDecimal("0.01");

    private final Venue venue;
    private final Map<String, Order> orders = new LinkedHashMap<>();
    private final Map<String, Position> positions = new TreeMap<>();
    private final Map<String, BigDecimal> filled = new TreeMap<>();
    private final Set<String> trades = new HashSet<>();
    private final Set<String> outside = new TreeSet<>();
    private BigDecimal cash = BigDecimal.ZERO;
    private long cursor;

    Desk(Venue venue) {
        this.venue = venue;
    }

    /** The same books, with a venue that knows nothing: what a restart leaves. */
    Desk(Venue venue, Desk before) {
        this(venue);
        orders.putAll(before.orders);
        positions.putAll(before.positions);
        filled.putAll(before.filled);
        trades.addAll(before.trades);
        outside.addAll(before.outside);
        cash = before.cash;
        cursor = before.cursor;
    }

    static Order entry(
            String verdict, String symbol, Side side, String quantity, String stop, @Nullable String target) {
        Instant now = Instant.parse("2026-03-02T10:00:00Z");
        return new Order(
                Ids.clientOrderId(verdict, Order.ENTRY_LEG, 0),
                verdict,
                Order.ENTRY_LEG,
                0,
                null,
                verdict,
                "decision",
                "snapshot",
                PORTFOLIO,
                symbol,
                side,
                Purpose.ENTRY,
                new BigDecimal("1.1"),
                new BigDecimal(stop),
                target == null ? null : new BigDecimal(target),
                now.plusSeconds(60),
                Origin.LIVE,
                now,
                false,
                OrderLife.intent(new BigDecimal(quantity)));
    }

    static Order limit(Order entry, String price, TimeInForce timeInForce) {
        return with(entry, new OrderTerms(OrderType.LIMIT, new BigDecimal(price), timeInForce));
    }

    static Order with(Order entry, OrderTerms terms) {
        return with(entry, terms, null);
    }

    /** The same with a stop that follows. */
    static Order trailing(Order entry, String distance) {
        return with(entry, null, new BigDecimal(distance));
    }

    private static Order with(Order entry, @Nullable OrderTerms terms, @Nullable BigDecimal trailingDistance) {
        return new Order(
                entry.clientOrderId(),
                entry.intentId(),
                entry.leg(),
                0,
                null,
                entry.verdictId(),
                entry.decisionId(),
                entry.snapshotId(),
                entry.portfolioId(),
                entry.symbol(),
                entry.side(),
                entry.purpose(),
                entry.referencePrice(),
                entry.stopLoss(),
                entry.takeProfit(),
                entry.validUntil(),
                entry.origin(),
                entry.decidedAt(),
                false,
                entry.life(),
                terms,
                trailingDistance);
    }

    static Order exit(String verdict, String symbol, Side side, String quantity) {
        Order entry = entry(verdict, symbol, side, quantity, "1", null);
        return new Order(
                Ids.clientOrderId(verdict, Order.EXIT_LEG, 0),
                verdict,
                Order.EXIT_LEG,
                0,
                null,
                verdict,
                "decision",
                "snapshot",
                PORTFOLIO,
                symbol,
                side,
                Purpose.EXIT,
                null,
                null,
                null,
                null,
                Origin.LIVE,
                entry.decidedAt(),
                false,
                OrderLife.intent(new BigDecimal(quantity)));
    }

    /** Commits an entry with its protection, and sends it. @return where it stands afterwards */
    OrderState enter(Order entry) {
        Order protection = entry.protection();
        orders.put(protection.clientOrderId(), protection);
        return send(entry, protection);
    }

    OrderState send(Order order, @Nullable Order onFill) {
        orders.putIfAbsent(order.clientOrderId(), order);
        Order stored = orders.get(order.clientOrderId());
        int attempt = stored.life().attempt() + 1;
        Order submitting = apply(stored, new OrderEvent.Sending(attempt));
        VenueAnswer answer = venue.place(submitting, onFill, Optional::empty);
        return apply(submitting, OutcomePolicy.afterSending(answer, attempt)).state();
    }

    /** Commits an order as leaving, and dies before its answer: the venue may have it. */
    void dieWhileSending(Order entry) {
        Order protection = entry.protection();
        orders.put(protection.clientOrderId(), protection);
        orders.put(entry.clientOrderId(), entry);
        apply(entry, new OrderEvent.Sending(1));
        venue.place(entry, protection, Optional::empty);
    }

    /** Asks for everything that is unresolved. @param sinceSending how long ago it left */
    void ask(Duration sinceSending) {
        for (Order order : List.copyOf(orders.values())) {
            if (order.life().unresolved()) {
                VenueAnswer answer;
                try {
                    answer = venue.ask(order.clientOrderId());
                } catch (VenueUnavailable nothing) {
                    answer = new VenueAnswer.Nothing(String.valueOf(nothing.getMessage()));
                }
                Optional<OrderEvent> event =
                        OutcomePolicy.afterAsking(answer, order.life().attempt(), sinceSending, WINDOW);
                Order fresh = orders.get(order.clientOrderId());
                event.ifPresent(settled -> apply(fresh, settled));
            }
        }
    }

    /** Sends again what was found absent. */
    void sendAgain() {
        for (Order order : List.copyOf(orders.values())) {
            if (order.state() == OrderState.INTENT && order.life().attempt() > 0) {
                send(
                        order,
                        orders.values().stream()
                                .filter(each -> order.clientOrderId().equals(each.entryId()))
                                .findFirst()
                                .orElse(null));
            }
        }
    }

    /** Books everything up to now. */
    void catchUp() {
        VenueEventPage page;
        do {
            page = venue.events(PORTFOLIO, cursor, 0, Duration.ZERO);
            page.events().forEach(this::book);
        } while (cursor < page.lastSequence());
    }

    /** Books what comes within a moment. */
    void follow(Duration wait) {
        venue.events(PORTFOLIO, cursor, 0, wait).events().forEach(this::book);
    }

    private void book(VenueEvent event) {
        if (event.sequence() <= cursor) {
            return;
        }
        if (!(event instanceof VenueEvent.Opened) && event.sequence() != cursor + 1) {
            throw new IllegalStateException("event " + event.sequence() + " after " + cursor);
        }
        switch (event) {
            case VenueEvent.Opened opened -> cash = cash.add(opened.cashAfter());
            case VenueEvent.Passed passed -> {}
            case VenueEvent.CashMoved moved -> cash = cash.add(moved.amount());
            case VenueEvent.OrderChanged changed -> {
                Order order = apply(
                        known(changed.order()),
                        new OrderEvent.Resized(changed.order().quantity()));
                apply(order, changed.order().stateEvent());
            }
            case VenueEvent.Traded traded -> bookTrade(traded);
        }
        cursor = event.sequence();
    }

    private void bookTrade(VenueEvent.Traded trade) {
        Order order = known(trade.order());
        if (!trades.add(trade.tradeId())) {
            return;
        }
        String symbol = order.symbol();
        Booking booking = Booking.of(
                positions.getOrDefault(symbol, Position.flat(symbol)),
                new Booking.Trade(trade.side(), trade.quantity(), trade.price(), trade.fee()),
                "USD",
                "USD",
                new Conversion.Rate(BigDecimal.ONE));
        positions.put(symbol, booking.change().after());
        cash = cash.add(booking.cashDelta());
        filled.merge(order.clientOrderId(), trade.quantity(), BigDecimal::add);
        order = apply(order, new OrderEvent.Resized(trade.order().quantity()));
        order = apply(order, new OrderEvent.Traded(filled.get(order.clientOrderId())));
        if (trade.gaveUp() != null) {
            apply(order, new OrderEvent.Canceled(trade.gaveUp()));
        }
    }

    private Order known(VenueOrder found) {
        return orders.computeIfAbsent(found.clientOrderId(), id -> {
            outside.add(id);
            return Order.adopted(found, PORTFOLIO, "oanda", Instant.EPOCH, false);
        });
    }

    private Order apply(Order order, OrderEvent event) {
        Order changed = order.with(order.life().after(event));
        orders.put(order.clientOrderId(), changed);
        return changed;
    }

    OrderState state(Order order) {
        return orders.get(order.clientOrderId()).state();
    }

    Order order(String clientOrderId) {
        return orders.get(clientOrderId);
    }

    Set<String> outside() {
        return outside;
    }

    BigDecimal cash() {
        return cash;
    }

    BigDecimal position(String symbol) {
        return positions.getOrDefault(symbol, Position.flat(symbol)).quantity();
    }

    /** What differs between these books and the venue's, after everything was booked. */
    List<String> differences() {
        catchUp();
        VenueAccount account = venue.account(PORTFOLIO);
        Map<String, BigDecimal> open = new TreeMap<>();
        positions.values().stream()
                .filter(position -> !position.isFlat())
                .forEach(position -> open.put(position.symbol(), position.quantity()));
        Set<String> working = new TreeSet<>();
        orders.values().stream()
                .filter(order -> order.state() == OrderState.ACCEPTED || order.state() == OrderState.PARTIALLY_FILLED)
                .forEach(order -> working.add(order.clientOrderId()));
        return BookDifferences.between(
                new BookDifferences.Books(cash, open, working),
                new BookDifferences.Books(account.cash(), account.positions(), venue.workingOrders(PORTFOLIO)),
                TOLERANCE);
    }
}
