package io.ffe.execution.domain;

import io.ffe.schema.event.CashCause;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.id.Ids;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Execution in memory: the rules of the domain, in the order in which the service applies them, and its transactions as steps
 * that happen whole or not at all. What is a field here is what the database keeps; a death is a step that stops early.
 */
final class DrillDesk {

    static final String PORTFOLIO = "main";
    static final String USD = "USD";
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Instruments INSTRUMENTS = Instruments.builtIn();
    private static final Rates RATES = new Rates(USD, Set.of("USDT"), INSTRUMENTS);

    /** Ways in which it could have been built wrong; a drill that finds none of them is worth nothing. */
    enum Bug {
        EXIT_BESIDE_PROTECTION,
        SECOND_ORDER_FOR_NO_ANSWER,
        TRADES_BOOKED_TWICE,
        LEDGER_FORGETS_FEES,
        TWO_EXITS_AT_ONCE,
        REFUSED_PROTECTION_FORGOTTEN
    }

    /** What risk has said. */
    record Said(String verdictId, boolean approved, Purpose purpose, String symbol, Side side, BigDecimal quantity) {}

    final Map<String, Order> orders = new LinkedHashMap<>();
    final Map<String, Position> positions = new TreeMap<>();
    final Map<String, BigDecimal> signedFills = new TreeMap<>();
    final Map<String, Map<String, BigDecimal>> ledger = new TreeMap<>();
    final Set<String> commands = new HashSet<>();
    private final Map<String, BigDecimal> filled = new HashMap<>();
    private final Set<String> trades = new HashSet<>();
    private final DrillVenue venue;
    private final Set<Bug> bugs;
    private @Nullable BigDecimal dollarInYen;
    private int cursor;

    /** What goes wrong in a step; {@link Trouble#NONE} is peace. */
    enum Trouble {
        NONE,
        DIES_BEFORE_SENDING,
        POSTPONED,
        REQUEST_LOST,
        REQUEST_LATE,
        ANSWER_LOST,
        REFUSED,
        CANCEL_UNANSWERED
    }

    /** A request that has left and has not arrived. */
    record Late(Order order, @Nullable Order protection) {}

    final List<Late> underWay = new ArrayList<>();

    DrillDesk(DrillVenue venue, Collection<Bug> bugs) {
        this.venue = venue;
        this.bugs = bugs.isEmpty() ? EnumSet.noneOf(Bug.class) : EnumSet.copyOf(bugs);
    }

    void quoteYen(BigDecimal mid) {
        dollarInYen = mid;
    }

    // ---- what comes in ----

    void take(Said verdict) {
        String intentId = Ids.intentOfVerdict(verdict.verdictId());
        String leg = verdict.purpose() == Purpose.ENTRY ? Order.ENTRY_LEG : Order.EXIT_LEG;
        String id = Ids.clientOrderId(intentId, leg, 0);
        if (!verdict.approved() || orders.containsKey(id)) {
            return;
        }
        Order order = new Order(
                id,
                intentId,
                leg,
                0,
                null,
                verdict.verdictId(),
                "decision",
                "snapshot",
                PORTFOLIO,
                verdict.symbol(),
                verdict.side(),
                verdict.purpose(),
                BigDecimal.TEN,
                BigDecimal.ONE,
                BigDecimal.valueOf(20),
                verdict.purpose() == Purpose.ENTRY ? TestOrders.NOW.plusSeconds(60) : null,
                Origin.REPLAY,
                TestOrders.NOW,
                true,
                OrderLife.intent(verdict.quantity()),
                terms(verdict),
                null);
        orders.put(id, order);
        if (verdict.purpose() == Purpose.ENTRY) {
            commit(order.protection());
        }
    }

    /** Every second entry is a limit that may rest. */
    private static @Nullable OrderTerms terms(Said verdict) {
        boolean limit =
                verdict.purpose() == Purpose.ENTRY && verdict.verdictId().hashCode() % 2 == 0;
        return limit ? new OrderTerms(OrderType.LIMIT, BigDecimal.TEN, TimeInForce.GTC) : null;
    }

    /** As the sender's thread does it on each pass. @param over whether the validity of all verdicts is */
    void endResting(boolean over) {
        Instant now = over ? TestOrders.NOW.plusSeconds(61) : TestOrders.NOW;
        for (Order order : List.copyOf(orders.values())) {
            if (works(order) && RestingEntry.ends(order, now).isPresent()) {
                venue.cancel(order.clientOrderId());
            }
        }
    }

    /** As the sender's thread does it when a pause is over. */
    void protectAgain() {
        if (bugs.contains(Bug.REFUSED_PROTECTION_FORGOTTEN)) {
            return;
        }
        for (Position position : List.copyOf(positions.values())) {
            List<Order> living = of(position.symbol()).stream()
                    .filter(order -> !order.life().ended())
                    .toList();
            Protection.retried(position, living, protections(position), TestOrders.NOW)
                    .ifPresent(this::commit);
        }
    }

    /** Of the side that closes it, the newest first. All are decided at one time here, so their making orders them. */
    List<Order> protections(Position position) {
        return of(position.symbol()).stream()
                .filter(order -> order.purpose() == Purpose.PROTECTION && position.isClosedBy(order.side()))
                .toList()
                .reversed();
    }

    /** As an operator's flattening does it. */
    void flatten(String commandId, String symbol, BigDecimal fraction) {
        Position position = position(symbol);
        String intent = Ids.intentOfCommand(commandId, PORTFOLIO, symbol);
        boolean exits = of(symbol).stream()
                .anyMatch(order ->
                        order.purpose() == Purpose.EXIT && !order.life().ended());
        BigDecimal part = position.quantity().abs().multiply(fraction).setScale(0, RoundingMode.DOWN);
        if (commands.add(intent) && !position.isFlat() && !exits && part.signum() > 0) {
            commit(Order.flattening(
                    commandId, 0, PORTFOLIO, position, part, null, Origin.REPLAY, TestOrders.NOW, true));
        }
    }

    /** As a halt does it on each pass: working entries are cancelled, positions closed. */
    void halt(String commandId) {
        for (Order order : List.copyOf(orders.values())) {
            if (order.purpose() == Purpose.ENTRY && works(order)) {
                venue.cancel(order.clientOrderId());
            }
        }
        for (Position position : List.copyOf(positions.values())) {
            OptionalInt generation = Flattening.generation(commandId, PORTFOLIO, position, of(position.symbol()));
            commands.add(Ids.intentOfCommand(commandId, PORTFOLIO, position.symbol()));
            generation.ifPresent(number -> commit(Order.flattening(
                    commandId,
                    number,
                    PORTFOLIO,
                    position,
                    position.quantity().abs(),
                    null,
                    Origin.REPLAY,
                    TestOrders.NOW,
                    true)));
        }
    }

    // ---- sending and asking ----

    List<Order> toSend() {
        return orders.values().stream()
                .filter(order -> order.state() == OrderState.INTENT && !order.travelsWithEntry())
                .toList();
    }

    List<Order> unresolved() {
        return orders.values().stream()
                .filter(order -> order.life().unresolved() && !order.travelsWithEntry())
                .toList();
    }

    void send(Order order, Trouble trouble) {
        if (order.purpose() == Purpose.ENTRY
                && unresolved().stream().anyMatch(other -> other.symbol().equals(order.symbol()))) {
            return;
        }
        BigDecimal quantity = null;
        if (order.purpose() == Purpose.EXIT) {
            if (!bugs.contains(Bug.TWO_EXITS_AT_ONCE)
                    && ExitRule.underWay(order, of(order.symbol())).isPresent()) {
                apply(order, new OrderEvent.Denied("another exit"));
                return;
            }
            if (!takenOff(order, trouble)) {
                return;
            }
            book(Integer.MAX_VALUE);
            Optional<BigDecimal> free = ExitRule.quantity(order, position(order.symbol()));
            if (free.isEmpty()) {
                apply(order, new OrderEvent.Denied("closed"));
                return;
            }
            quantity = free.get();
        }
        int attempt = order.life().attempt() + 1;
        Order fresh = orders.get(order.clientOrderId());
        if (quantity != null) {
            fresh = apply(fresh, new OrderEvent.Resized(quantity));
        }
        Order sending = apply(fresh, new OrderEvent.Sending(attempt));
        if (sending == fresh || trouble == Trouble.DIES_BEFORE_SENDING) {
            return;
        }
        Order protection = orders.values().stream()
                .filter(other -> sending.clientOrderId().equals(other.entryId()))
                .findFirst()
                .orElse(null);
        VenueAnswer answer = switch (trouble) {
            case POSTPONED -> new VenueAnswer.NotYet("no room");
            case REQUEST_LOST -> new VenueAnswer.Nothing("lost");
            case REQUEST_LATE -> {
                underWay.add(new Late(sending, protection));
                yield new VenueAnswer.Nothing("late");
            }
            case ANSWER_LOST -> {
                venue.place(sending, protection);
                yield new VenueAnswer.Nothing("timeout");
            }
            case REFUSED -> new VenueAnswer.Refused("MARGIN", "too little");
            case NONE, DIES_BEFORE_SENDING, CANCEL_UNANSWERED -> venue.place(sending, protection);
        };
        apply(sending, OutcomePolicy.afterSending(answer, attempt));
        if (bugs.contains(Bug.SECOND_ORDER_FOR_NO_ANSWER) && answer instanceof VenueAnswer.Nothing) {
            venue.place(renamed(sending), protection);
        }
    }

    private boolean takenOff(Order exit, Trouble trouble) {
        if (bugs.contains(Bug.EXIT_BESIDE_PROTECTION)) {
            return true;
        }
        for (Order resting : ExitRule.toEnd(of(exit.symbol()))) {
            if (trouble == Trouble.CANCEL_UNANSWERED) {
                return false;
            }
            venue.cancel(resting.clientOrderId());
        }
        for (Order protection : ExitRule.toTakeOff(of(exit.symbol()))) {
            if (ExitRule.mayStillArrive(protection) || trouble == Trouble.CANCEL_UNANSWERED) {
                return false;
            }
            venue.cancel(protection.clientOrderId());
        }
        return true;
    }

    /** @param windowOver whether nothing can be under way any more */
    void ask(Order order, boolean answered, boolean windowOver) {
        if (windowOver) {
            arrive(late -> late.order().clientOrderId().equals(order.clientOrderId()));
        }
        VenueAnswer answer = answered ? venue.ask(order.clientOrderId()) : new VenueAnswer.Nothing("timeout");
        int attempt = order.life().attempt();
        apply(
                order,
                OutcomePolicy.afterAsking(answer, attempt, windowOver ? WINDOW : Duration.ZERO, WINDOW)
                        .orElseGet(() -> new OrderEvent.NoAnswer(attempt, "not recorded")));
    }

    /** Requests that were late reach the venue. */
    void arrive(Predicate<Late> which) {
        for (Late late : List.copyOf(underWay)) {
            if (which.test(late)) {
                underWay.remove(late);
                venue.place(late.order(), late.protection());
            }
        }
    }

    // ---- booking ----

    /** Takes in the venue's next events, each in a transaction. */
    void book(int most) {
        for (int count = 0; count < most && cursor < venue.events.size(); count++) {
            book(venue.events.get(cursor++));
        }
    }

    /** The venue tells again what it has told. */
    void toldAgain(Random random) {
        if (cursor > 0) {
            VenueEvent again = venue.events.get(random.nextInt(cursor));
            if (again instanceof VenueEvent.Traded trade) {
                book(trade);
            }
        }
    }

    private void book(VenueEvent event) {
        switch (event) {
            case VenueEvent.Opened opened -> post(LedgerTransaction.moved(CashCause.DEPOSIT, USD, opened.cashAfter()));
            case VenueEvent.Passed passed -> {}
            case VenueEvent.CashMoved moved ->
                post(LedgerTransaction.moved(CashCause.of(moved.reason()), USD, moved.amount()));
            case VenueEvent.OrderChanged changed -> {
                Order order = orders.get(changed.order().clientOrderId());
                if (order != null) {
                    order = apply(order, new OrderEvent.Resized(changed.order().quantity()));
                    apply(order, changed.order().stateEvent());
                }
            }
            case VenueEvent.Traded trade -> {
                if (trades.add(trade.tradeId()) || bugs.contains(Bug.TRADES_BOOKED_TWICE)) {
                    bookTrade(trade);
                }
            }
        }
    }

    private void bookTrade(VenueEvent.Traded trade) {
        String symbol = trade.order().symbol();
        Position before = position(symbol);
        String currency = RATES.bookedIn(symbol);
        Booking booking = Booking.of(
                before,
                new Booking.Trade(trade.side(), trade.quantity(), trade.price(), trade.fee()),
                currency,
                USD,
                RATES.of(currency, this::last));
        positions.put(symbol, booking.change().after());
        post(booking.entries());
        signedFills.merge(
                symbol,
                trade.quantity().multiply(BigDecimal.valueOf(trade.side().sign())),
                BigDecimal::add);
        Order order = orders.get(trade.order().clientOrderId());
        if (order != null) {
            BigDecimal total = filled.merge(order.clientOrderId(), trade.quantity(), BigDecimal::add);
            apply(apply(order, new OrderEvent.Resized(trade.order().quantity())), new OrderEvent.Traded(total));
        }
    }

    private @Nullable Quote last(String symbol) {
        return symbol.equals("USDJPY") && dollarInYen != null
                ? new Quote(dollarInYen, dollarInYen, null, null, TestOrders.NOW, "drill")
                : null;
    }

    private void post(LedgerTransaction transaction) {
        for (LedgerTransaction.Entry entry : transaction.entries()) {
            if (!bugs.contains(Bug.LEDGER_FORGETS_FEES) || !entry.account().equals(LedgerTransaction.FEES)) {
                ledger.computeIfAbsent(entry.currency(), first -> new TreeMap<>())
                        .merge(entry.account(), entry.amount(), BigDecimal::add);
            }
        }
    }

    private Order apply(Order order, OrderEvent event) {
        Order known = orders.get(order.clientOrderId());
        OrderLife after = known.life().after(event);
        if (after == known.life()) {
            return known;
        }
        Order changed = known.with(after);
        orders.put(changed.clientOrderId(), changed);
        if (after.ended() && !known.life().ended()) {
            afterEnd(changed);
        }
        return changed;
    }

    private void afterEnd(Order ended) {
        if (ended.purpose() == Purpose.ENTRY) {
            orders.values().stream()
                    .filter(other -> ended.clientOrderId().equals(other.entryId()))
                    .findFirst()
                    .ifPresent(protection ->
                            Protection.afterEntry(ended, true).ifPresent(event -> apply(protection, event)));
        }
        Position position = position(ended.symbol());
        if (!position.isFlat()) {
            Protection.missing(position, of(ended.symbol()), TestOrders.NOW).ifPresent(this::commit);
        }
    }

    private void commit(Order order) {
        orders.putIfAbsent(order.clientOrderId(), order);
    }

    Position position(String symbol) {
        return positions.getOrDefault(symbol, Position.flat(symbol));
    }

    List<Order> of(String symbol) {
        return orders.values().stream()
                .filter(order -> order.symbol().equals(symbol))
                .toList();
    }

    private static boolean works(Order order) {
        return order.state() == OrderState.ACCEPTED || order.state() == OrderState.PARTIALLY_FILLED;
    }

    private static Order renamed(Order order) {
        return new Order(
                order.clientOrderId() + "-again",
                order.intentId(),
                order.leg(),
                order.generation(),
                null,
                order.verdictId(),
                null,
                null,
                order.portfolioId(),
                order.symbol(),
                order.side(),
                order.purpose(),
                null,
                null,
                null,
                null,
                order.origin(),
                order.decidedAt(),
                true,
                order.life());
    }
}
