package io.ffe.execution.venue.oanda;

import io.ffe.execution.domain.DenialReason;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.VenueAccount;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueEventPage;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.execution.venue.RequestKept;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.execution.venue.oanda.OandaJson.Account;
import io.ffe.execution.venue.oanda.OandaJson.AccountAnswer;
import io.ffe.execution.venue.oanda.OandaJson.InstrumentFacts;
import io.ffe.execution.venue.oanda.OandaJson.OrderAnswer;
import io.ffe.execution.venue.oanda.OandaJson.OrderList;
import io.ffe.execution.venue.oanda.OandaJson.OrderResponse;
import io.ffe.execution.venue.oanda.OandaJson.PriceList;
import io.ffe.execution.venue.oanda.OandaJson.Problem;
import io.ffe.execution.venue.oanda.OandaJson.Trade;
import io.ffe.execution.venue.oanda.OandaJson.Transaction;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One OANDA account as a venue. */
final class OandaAccount implements Venue, AutoCloseable {

    /** The stream is a doorbell that may be broken without a sign: the account is asked that often all the same. */
    private static final Duration ASK_ANYWAY = Duration.ofSeconds(10);

    private final OandaHttp http;
    private final String path;
    private final String currency;
    private final OandaPreflight preflight;
    private final AccountHistory history;
    private final OandaInstruments instruments;
    private final OandaEvents events;
    private final TransactionStream stream;
    private final Clock clock;
    private final LongSupplier nanos;
    private final AtomicBoolean streaming = new AtomicBoolean();
    /** The last transaction that is booked, as far as this process was told; below zero before it was. */
    private volatile long booked = -1;

    private volatile long askedAt;

    OandaAccount(
            OandaHttp http,
            TransactionStream stream,
            String accountId,
            String currency,
            Instruments ours,
            Clock clock,
            LongSupplier nanos) {
        this.http = http;
        this.path = "/v3/accounts/" + accountId;
        this.currency = currency;
        this.preflight = new OandaPreflight(http, accountId, currency);
        this.history = new AccountHistory(http, path);
        this.instruments = new OandaInstruments(http, path, ours, nanos);
        this.events = new OandaEvents(accountId, history, instruments, this::hasStop);
        this.stream = stream;
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public VenueAnswer place(Order order, @Nullable Order onFill, Supplier<Optional<VenueAnswer>> lastLook) {
        String body;
        try {
            Optional<InstrumentFacts> terms = terms(order);
            Optional<String> obstacle = obstacle(order, terms);
            if (obstacle.isPresent()) {
                return new VenueAnswer.NotSent(obstacle.get());
            }
            Instrument instrument = instruments.instrument(order.symbol()).orElseThrow();
            body = OandaOrders.body(order, onFill, instrument, terms);
        } catch (VenueUnavailable unlearned) {
            return new VenueAnswer.NotYet(String.valueOf(unlearned.getMessage()));
        }
        return send(order.clientOrderId(), body, lastLook);
    }

    private VenueAnswer send(String clientOrderId, String body, Supplier<Optional<VenueAnswer>> lastLook) {
        Reply reply;
        try {
            reply = http.place(path + "/orders", body, lastLook);
        } catch (RequestKept kept) {
            return kept.answer();
        } catch (VenueUnavailable nothing) {
            return new VenueAnswer.Nothing(String.valueOf(nothing.getMessage()));
        }
        try {
            return afterPlacing(clientOrderId, reply);
        } catch (VenueUnavailable unlearned) {
            // The order has left, and a question about what came back was not answered, or was kept here.
            return new VenueAnswer.Nothing(String.valueOf(unlearned.getMessage()));
        }
    }

    @Override
    public Optional<String> obstacle(Order order, @Nullable Order onFill) {
        return obstacle(order, terms(order));
    }

    private Optional<String> obstacle(Order order, Optional<InstrumentFacts> terms) {
        return OandaOrders.obstacle(order, instruments.instrument(order.symbol()), terms, currency)
                .map(DenialReason.VENUE_TERMS::text)
                .or(() -> closedMarket(order).map(DenialReason.MARKET_CLOSED::text));
    }

    /** A market order at a closed market would be cancelled, and an exit's protection taken off for nothing. Stops may rest. */
    private Optional<String> closedMarket(Order order) {
        if (order.purpose() == Purpose.PROTECTION) {
            return Optional.empty();
        }
        String name =
                OandaInstruments.name(instruments.instrument(order.symbol()).orElseThrow());
        try {
            return http.read(path + "/pricing?instruments=" + name, PriceList.class).prices().stream()
                    .filter(price -> price.instrument().equals(name) && !price.isTradeable())
                    .map(price -> name + " does not trade now")
                    .findFirst();
        } catch (VenueUnavailable unlearned) {
            // Then the order's own answer tells.
            return Optional.empty();
        }
    }

    /** An exit has no price and needs none; a stop leaves on terms that are not known, too. */
    private Optional<InstrumentFacts> terms(Order order) {
        if (order.purpose() == Purpose.EXIT) {
            return Optional.empty();
        }
        try {
            return instruments.instrument(order.symbol()).flatMap(instruments::terms);
        } catch (VenueUnavailable unlearned) {
            if (order.reducesOnly()) {
                return Optional.empty();
            }
            throw unlearned;
        }
    }

    /** Of a protection all of OANDA's orders. */
    @Override
    public VenueAnswer cancel(String clientOrderId) {
        try {
            VenueAnswer answer = new VenueAnswer.HasNot();
            for (OandaJson.Order pending : pending(clientOrderId)) {
                Reply reply = http.cancel(path + "/orders/" + pending.id() + "/cancel");
                OrderResponse response = OandaJson.read(reply, OrderResponse.class);
                if (reply.status() == 200 && response != null && response.orderCancelTransaction() != null) {
                    answer = new VenueAnswer.Has(
                            told(pending.id(), VenueOrder.State.CANCELED, response.orderCancelTransaction()));
                } else if (reply.status() != 404
                        || response == null
                        || !"ORDER_DOESNT_EXIST".equals(response.errorCode())) {
                    return new VenueAnswer.Nothing("OANDA answered a cancel of " + clientOrderId + " with status "
                            + reply.status() + ": " + reply.shown());
                }
                // An order that exists no more has ended by itself in between.
            }
            return answer;
        } catch (VenueUnavailable nothing) {
            return new VenueAnswer.Nothing(String.valueOf(nothing.getMessage()));
        }
    }

    /**
     * Asks for an order: among those that are pending, then in the history since the last booked transaction. Before the history was
     * read once nothing is said to be absent.
     *
     * @throws VenueUnavailable when the answers say neither that it is there nor that it is not
     */
    @Override
    public VenueAnswer ask(String clientOrderId) {
        Optional<VenueOrder> pending = pendingOrder(clientOrderId);
        if (pending.isPresent()) {
            return new VenueAnswer.Has(pending.get());
        }
        long since = booked;
        if (since < 0) {
            throw new VenueUnavailable(
                    "the account's history was not read yet, so that an order that is not pending may" + " be in it: "
                            + clientOrderId);
        }
        return inHistory(clientOrderId, since)
                .<VenueAnswer>map(VenueAnswer.Has::new)
                .orElseGet(VenueAnswer.HasNot::new);
    }

    @Override
    public Set<String> workingOrders(String portfolioId) {
        return http.read(path + "/pendingOrders", OrderList.class).orders().stream()
                .map(this::idOf)
                .collect(Collectors.toSet());
    }

    @Override
    public VenueAccount account(String portfolioId) {
        AccountAnswer answer = http.read(path, AccountAnswer.class);
        Map<String, BigDecimal> positions = new TreeMap<>();
        for (Trade trade : answer.account().trades()) {
            positions.merge(instruments.symbolOf(trade.instrument()), trade.currentUnits(), BigDecimal::add);
        }
        positions.values().removeIf(units -> units.signum() == 0);
        return new VenueAccount(
                cash(answer.account()), positions, OandaEvents.lastEventOf(Long.parseLong(answer.lastTransactionId())));
    }

    /** Balance less what open trades cost: what a cash account would hold. */
    private static BigDecimal cash(Account account) {
        return account.trades().stream()
                .map(trade -> trade.currentUnits().multiply(trade.price()))
                .reduce(account.balance(), BigDecimal::subtract);
    }

    /**
     * The first event of a portfolio is its opening balance, and the account has to be flat then.
     *
     * @throws VenueUnavailable when they could not be learned, or the account is not flat and has to be
     */
    @Override
    public VenueEventPage events(String portfolioId, long after, long throughBeat, Duration wait) {
        if (streaming.compareAndSet(false, true)) {
            stream.start();
        }
        if (after == 0) {
            return opening();
        }
        long transaction = OandaEvents.transactionOf(after);
        booked = transaction;
        boolean recently = nanos.getAsLong() - askedAt < ASK_ANYWAY.toNanos();
        if (!wait.isZero() && !stream.awaitAfter(transaction, wait) && recently) {
            return new VenueEventPage(List.of(), after, 0);
        }
        AccountHistory.Page page = history.after(transaction);
        askedAt = nanos.getAsLong();
        List<VenueEvent> told = new ArrayList<>();
        page.transactions().forEach(each -> told.addAll(events.of(each)));
        return new VenueEventPage(told, OandaEvents.lastEventOf(page.last()), 0);
    }

    private VenueEventPage opening() {
        AccountAnswer answer = http.read(path, AccountAnswer.class);
        Account account = answer.account();
        if (!account.trades().isEmpty() || !account.orders().isEmpty()) {
            throw new VenueUnavailable("account " + account.id() + " has "
                    + account.trades().size() + " open trades and "
                    + account.orders().size()
                    + " pending orders, expected none when a portfolio begins to trade there");
        }
        // Nothing was ever sent before this.
        booked = Long.parseLong(answer.lastTransactionId());
        long last = OandaEvents.lastEventOf(booked);
        return new VenueEventPage(List.of(new VenueEvent.Opened(last, clock.instant(), account.balance())), last, 0);
    }

    @Override
    public List<String> preflight() {
        return preflight.problems();
    }

    @Override
    public boolean carriesProtection() {
        return true;
    }

    @Override
    public Optional<String> trouble() {
        return http.trouble();
    }

    private VenueAnswer afterPlacing(String clientOrderId, Reply reply) {
        OrderResponse response = OandaJson.read(reply, OrderResponse.class);
        if (response == null) {
            return nothing(reply);
        }
        return switch (reply.status()) {
            case 201 -> created(clientOrderId, reply, response);
            case 400, 404 -> refused(clientOrderId, reply, response);
            default -> nothing(reply);
        };
    }

    private VenueAnswer created(String clientOrderId, Reply reply, OrderResponse response) {
        Transaction creation = response.orderCreateTransaction();
        if (creation == null || !clientOrderId.equals(creation.ownClientId())) {
            return nothing(reply);
        }
        Transaction cancellation = response.orderCancelTransaction();
        Transaction fill = response.orderFillTransaction();
        if (fill != null && fill.units() != null) {
            return new VenueAnswer.Has(order(creation, VenueOrder.State.FILLED, null, fill.units()));
        }
        if (cancellation == null) {
            return new VenueAnswer.Has(order(creation, VenueOrder.State.ACCEPTED, null, BigDecimal.ZERO));
        }
        return switch (OandaRefusal.of(cancellation.reason())) {
            // A copy of ours trades already; which order that is only the history can say.
            case SAME_ID_OPEN, SAME_ID_PENDING ->
                new VenueAnswer.Nothing(
                        "OANDA cancelled a second order of " + clientOrderId + ": " + cancellation.reason());
            case OTHER_INSTRUMENT_TERMS -> {
                instruments.forget();
                yield canceled(creation, cancellation);
            }
            case EXPIRED, FINAL -> canceled(creation, cancellation);
        };
    }

    private VenueAnswer canceled(Transaction creation, Transaction cancellation) {
        return new VenueAnswer.Has(order(creation, VenueOrder.State.CANCELED, cancellation.reason(), BigDecimal.ZERO));
    }

    private VenueAnswer refused(String clientOrderId, Reply reply, OrderResponse response) {
        Transaction reject = response.orderRejectTransaction();
        if (reject == null) {
            // The words of the checks before an order is looked at; authorization is not among them.
            return String.valueOf(response.errorMessage()).startsWith("Invalid value specified for")
                    ? new VenueAnswer.Refused("INVALID_PARAMETER", String.valueOf(response.errorMessage()))
                    : nothing(reply);
        }
        String reason = String.valueOf(reject.rejectReason());
        return switch (OandaRefusal.of(reason)) {
            case SAME_ID_PENDING ->
                pendingOrder(clientOrderId)
                        .<VenueAnswer>map(VenueAnswer.Has::new)
                        .orElseGet(() -> new VenueAnswer.Nothing(
                                "OANDA says that " + clientOrderId + " is pending, and did not show it"));
            case SAME_ID_OPEN ->
                new VenueAnswer.Nothing("OANDA refused a second order of " + clientOrderId + ": " + reason);
            case OTHER_INSTRUMENT_TERMS -> {
                instruments.forget();
                yield new VenueAnswer.Refused(reason, String.valueOf(response.errorMessage()));
            }
            case EXPIRED, FINAL -> new VenueAnswer.Refused(reason, String.valueOf(response.errorMessage()));
        };
    }

    private static VenueAnswer nothing(Reply reply) {
        return new VenueAnswer.Nothing(
                "OANDA answered a new order with status " + reply.status() + ": " + reply.shown());
    }

    /** True while one of a protection's orders is a stop. */
    private boolean hasStop(String protectionId) {
        return http.read(path + "/pendingOrders", OrderList.class).orders().stream()
                .anyMatch(order ->
                        order.type().endsWith("STOP_LOSS") && idOf(order).equals(protectionId));
    }

    /** OANDA's pending orders that are this one here. */
    private List<OandaJson.Order> pending(String clientOrderId) {
        Reply reply = http.getForCancel(path + "/pendingOrders");
        OrderList list = reply.status() == 200 ? OandaJson.read(reply, OrderList.class) : null;
        if (list == null) {
            throw new VenueUnavailable(
                    "OANDA answered /pendingOrders with status " + reply.status() + ": " + reply.shown());
        }
        return list.orders().stream()
                .filter(order -> idOf(order).equals(clientOrderId))
                .toList();
    }

    private Optional<VenueOrder> pendingOrder(String clientOrderId) {
        Reply reply = http.get(path + "/orders/" + URLEncoder.encode("@" + clientOrderId, StandardCharsets.UTF_8));
        if (reply.status() == 404) {
            Problem problem = OandaJson.read(reply, Problem.class);
            if (problem != null && "NO_SUCH_ORDER".equals(problem.errorCode())) {
                return Optional.empty();
            }
        }
        OrderAnswer answer = reply.status() == 200 ? OandaJson.read(reply, OrderAnswer.class) : null;
        if (answer == null || !idOf(answer.order()).equals(clientOrderId)) {
            throw new VenueUnavailable(
                    "OANDA answered status " + reply.status() + " about order " + clientOrderId + ": " + reply.shown());
        }
        return Optional.of(order(
                history.byNumber(Long.parseLong(answer.order().id())),
                VenueOrder.State.ACCEPTED,
                null,
                BigDecimal.ZERO));
    }

    /** What the history since a transaction says about an order; of two copies the one that traded. */
    private Optional<VenueOrder> inHistory(String clientOrderId, long since) {
        List<Transaction> all = new ArrayList<>();
        long through = since;
        AccountHistory.Page page;
        do {
            page = history.after(through);
            all.addAll(page.transactions());
            through = page.transactions().isEmpty()
                    ? through
                    : page.transactions().getLast().number();
        } while (through < page.last());
        return OrderTrail.of(clientOrderId, all)
                .map(trail -> order(trail.creation(), trail.state(), trail.reason(), trail.filled()));
    }

    private VenueOrder told(String orderId, VenueOrder.State state, Transaction cancellation) {
        return order(history.byNumber(Long.parseLong(orderId)), state, cancellation.reason(), BigDecimal.ZERO);
    }

    private VenueOrder order(
            Transaction creation, VenueOrder.State state, @Nullable String reason, BigDecimal filledUnits) {
        VenueOrder order = events.order(creation, state, reason);
        return new VenueOrder(
                order.clientOrderId(),
                order.venueOrderId(),
                order.symbol(),
                order.side(),
                order.kind(),
                order.reduceOnly(),
                order.origin(),
                order.quantity(),
                filledUnits.abs().min(order.quantity()),
                state,
                reason);
    }

    private String idOf(OandaJson.Order order) {
        String replaced = order.replacesOrderId();
        if (replaced != null) {
            return events.clientOrderId(history.byNumber(Long.parseLong(replaced)));
        }
        return OandaEvents.protectionId(
                order.clientExtensions() == null
                        ? null
                        : order.clientExtensions().id(),
                order.id());
    }

    @Override
    public void close() {
        stream.close();
        http.close();
    }
}
