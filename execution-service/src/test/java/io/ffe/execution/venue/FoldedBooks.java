package io.ffe.execution.venue;

import io.ffe.execution.domain.BookDifferences;
import io.ffe.execution.domain.Booking;
import io.ffe.execution.domain.Conversion;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderEvent;
import io.ffe.execution.domain.OutcomePolicy;
import io.ffe.execution.domain.Position;
import io.ffe.execution.domain.VenueAccount;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueEventPage;
import io.ffe.execution.domain.VenueMemory;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Books in memory, folded from a venue's events by the domain's own rules, and the sender's steps around them: an order is sent once
 * when it is an intent, asked for while it is unresolved, and sent again only after it was found absent.
 */
public final class FoldedBooks implements VenueMemory {

    /** A request of these tests is under way no longer. */
    private static final Duration WINDOW = Duration.ZERO;

    private final String portfolioId;
    private final Map<String, Order> orders = new LinkedHashMap<>();
    private final Map<String, Position> positions = new TreeMap<>();
    private final Map<String, BigDecimal> trades = new LinkedHashMap<>();
    private final Map<String, BigDecimal> filled = new LinkedHashMap<>();
    private final List<String> outside = new ArrayList<>();
    private BigDecimal cash = BigDecimal.ZERO;
    private Instant openedAt;
    private long cursor;

    public FoldedBooks(String portfolioId) {
        this.portfolioId = portfolioId;
    }

    /** What the sender does with a committed order. */
    public Order send(Venue venue, Order order) {
        return send(venue, order, Optional::empty);
    }

    /** The same with a last look. */
    public Order send(Venue venue, Order order, Supplier<Optional<VenueAnswer>> lastLook) {
        Order intent = orders.getOrDefault(order.clientOrderId(), order);
        int attempt = intent.life().attempt() + 1;
        orders.put(order.clientOrderId(), intent);
        apply(order.clientOrderId(), new OrderEvent.Sending(attempt));
        VenueAnswer answer = venue.place(orders.get(order.clientOrderId()), null, lastLook);
        apply(order.clientOrderId(), OutcomePolicy.afterSending(answer, attempt));
        return orders.get(order.clientOrderId());
    }

    /** One question about an unresolved order; an absent one becomes an intent again. */
    public Order ask(Venue venue, Order order) {
        Order asked = orders.get(order.clientOrderId());
        VenueAnswer answer;
        try {
            answer = venue.ask(order.clientOrderId());
        } catch (RuntimeException nothing) {
            answer = new VenueAnswer.Nothing(String.valueOf(nothing.getMessage()));
        }
        OutcomePolicy.afterAsking(answer, asked.life().attempt(), Duration.ofSeconds(1), WINDOW)
                .ifPresent(event -> apply(order.clientOrderId(), event));
        return orders.get(order.clientOrderId());
    }

    /** Books what the venue has. */
    public void catchUp(Venue venue) {
        VenueEventPage page;
        do {
            page = venue.events(portfolioId, cursor, 0, Duration.ZERO);
            page.events().forEach(this::book);
        } while (cursor < page.lastSequence());
    }

    /** Differences after booking what the venue has. */
    public List<String> reconcile(Venue venue) {
        catchUp(venue);
        VenueAccount account = venue.account(portfolioId);
        Set<String> working = venue.workingOrders(portfolioId);
        if (account.lastSequence() != cursor) {
            throw new VenueUnavailable("the venue went on to " + account.lastSequence() + " from " + cursor);
        }
        return BookDifferences.between(
                new BookDifferences.Books(cash, quantities(), working()),
                new BookDifferences.Books(account.cash(), account.positions(), working),
                new BigDecimal("0.01"));
    }

    private void book(VenueEvent event) {
        if (event.sequence() <= cursor) {
            return;
        }
        if (!(event instanceof VenueEvent.Opened) && event.sequence() != cursor + 1) {
            throw new IllegalStateException("event " + event.sequence() + " after " + cursor);
        }
        switch (event) {
            case VenueEvent.Opened opened -> {
                cash = opened.cashAfter();
                openedAt = opened.at();
            }
            case VenueEvent.Passed passed -> {}
            case VenueEvent.CashMoved moved -> cash = cash.add(moved.amount());
            case VenueEvent.OrderChanged changed -> {
                known(changed.order().clientOrderId(), changed);
                apply(changed.order().clientOrderId(), changed.order().stateEvent());
            }
            case VenueEvent.Traded trade -> trade(trade);
        }
        cursor = event.sequence();
        if (openedAt == null) {
            openedAt = event.at();
        }
    }

    private void known(String id, VenueEvent.OrderChanged changed) {
        if (!orders.containsKey(id)) {
            orders.put(id, Order.adopted(changed.order(), portfolioId, "venue", changed.at(), false));
            outside.add(id);
        }
    }

    private void trade(VenueEvent.Traded trade) {
        String id = trade.order().clientOrderId();
        known(id, new VenueEvent.OrderChanged(trade.sequence(), trade.at(), trade.order(), null));
        if (trades.putIfAbsent(trade.tradeId(), trade.quantity()) != null) {
            return;
        }
        // The service publishes each trade, and books none that it cannot publish.
        Execution.Fill told =
                new Execution.Fill(trade.tradeId(), trade.side(), trade.quantity(), trade.price(), trade.fee());
        String symbol = orders.get(id).symbol();
        Booking booking = Booking.of(
                positions.getOrDefault(symbol, Position.flat(symbol)),
                new Booking.Trade(told.side(), told.quantity(), told.price(), told.fee()),
                "USD",
                "USD",
                new Conversion.Rate(BigDecimal.ONE));
        positions.put(symbol, booking.change().after());
        cash = cash.add(booking.cashDelta());
        apply(id, new OrderEvent.Traded(filled.merge(id, trade.quantity(), BigDecimal::add)));
        if (trade.gaveUp() != null) {
            apply(id, new OrderEvent.Canceled(trade.gaveUp()));
        }
    }

    private void apply(String id, OrderEvent event) {
        orders.computeIfPresent(id, (key, order) -> order.with(order.life().after(event)));
    }

    private Map<String, BigDecimal> quantities() {
        return positions.values().stream()
                .filter(position -> !position.isFlat())
                .collect(Collectors.toMap(Position::symbol, Position::quantity));
    }

    private Set<String> working() {
        return orders.values().stream()
                .filter(order -> order.state() == OrderState.ACCEPTED || order.state() == OrderState.PARTIALLY_FILLED)
                .map(Order::clientOrderId)
                .collect(Collectors.toSet());
    }

    public Order get(Order order) {
        return orders.get(order.clientOrderId());
    }

    public BigDecimal position(String symbol) {
        return positions.getOrDefault(symbol, Position.flat(symbol)).quantity();
    }

    public BigDecimal cash() {
        return cash;
    }

    /** Distinct trades that were booked. */
    public int tradeCount() {
        return trades.size();
    }

    public List<String> outside() {
        return List.copyOf(outside);
    }

    @Override
    public long cursor(String portfolio) {
        return cursor;
    }

    @Override
    public Optional<Instant> openedAt(String portfolio) {
        return Optional.ofNullable(openedAt);
    }

    @Override
    public List<Order> living(String portfolio) {
        return orders.values().stream()
                .filter(order ->
                        order.state() != OrderState.INTENT && !order.life().ended())
                .toList();
    }

    @Override
    public Optional<Order> order(String clientOrderId) {
        return Optional.ofNullable(orders.get(clientOrderId));
    }

    @Override
    public Set<String> booked(Collection<String> tradeIds) {
        Set<String> booked = new HashSet<>(tradeIds);
        booked.retainAll(trades.keySet());
        return booked;
    }
}
