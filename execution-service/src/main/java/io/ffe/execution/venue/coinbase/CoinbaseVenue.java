package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.execution.domain.DenialReason;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.VenueAccount;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueEventPage;
import io.ffe.execution.domain.VenueMemory;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.execution.venue.RequestBudget.Use;
import io.ffe.execution.venue.RequestKept;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.execution.venue.coinbase.CoinbaseJson.Balance;
import io.ffe.execution.venue.coinbase.CoinbaseJson.Product;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Origin;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One Coinbase portfolio as a venue. {@link #place} and {@link #cancel} change something there and are never repeated in here. */
final class CoinbaseVenue implements Venue, AutoCloseable {

    /** The stream rings; it may be broken without a sign, so Coinbase is asked all the same. */
    private static final Duration ASK_ANYWAY = Duration.ofSeconds(10);
    /** While something is expected any moment: an order that does not rest, trades that are not listed yet, a stream that is away. */
    private static final Duration ASK_SOON = Duration.ofSeconds(1);
    /** Clocks differ: an order is looked for from so long before it was decided on. */
    private static final Duration BEFORE = Duration.ofMinutes(5);

    private static final int LOOKS_AFTER_CANCEL = 5;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final CoinbaseHttp http;
    private final CoinbaseLists lists;
    private final CoinbaseProducts products;
    private final CoinbaseOrders orders;
    private final CoinbasePreflight preflight;
    private final AccountDifference difference;
    private final UserStream stream;
    private final VenueMemory memory;
    private final Clock clock;
    private final String currency;
    private volatile long askedAt = System.nanoTime() - ASK_ANYWAY.toNanos();
    private volatile boolean soon = true;

    CoinbaseVenue(
            CoinbaseHttp http,
            CoinbaseProducts products,
            CoinbaseOrders orders,
            CoinbasePreflight preflight,
            UserStream stream,
            VenueMemory memory,
            Clock clock,
            String currency) {
        this.http = http;
        this.lists = new CoinbaseLists(http);
        this.products = products;
        this.orders = orders;
        this.preflight = preflight;
        this.difference = new AccountDifference(lists, products, memory, clock, stream::filledAtLeast);
        this.stream = stream;
        this.memory = memory;
        this.clock = clock;
        this.currency = currency;
    }

    @Override
    public VenueAnswer place(Order order, @Nullable Order onFill, Supplier<Optional<VenueAnswer>> lastLook) {
        Product terms;
        try {
            Optional<Product> found = products.productOf(order.symbol()).flatMap(products::terms);
            Optional<String> obstacle = obstacle(order, found);
            if (obstacle.isPresent()) {
                return new VenueAnswer.NotSent(obstacle.get());
            }
            terms = found.orElseThrow();
        } catch (VenueUnavailable unlearned) {
            return new VenueAnswer.NotYet(String.valueOf(unlearned.getMessage()));
        }
        try {
            return afterPlacing(order, http.place(orders.body(order, terms), lastLook));
        } catch (RequestKept kept) {
            return kept.answer();
        } catch (VenueUnavailable nothing) {
            return new VenueAnswer.Nothing(String.valueOf(nothing.getMessage()));
        } finally {
            soon = true;
            stream.ring();
        }
    }

    @Override
    public Optional<String> obstacle(Order order, @Nullable Order onFill) {
        return obstacle(order, products.productOf(order.symbol()).flatMap(products::terms));
    }

    private Optional<String> obstacle(Order order, Optional<Product> terms) {
        if (order.origin() != Origin.LIVE) {
            // The last of three walls: the settings and the sender look before.
            return Optional.of(DenialReason.ORIGIN.text(
                    "the order comes from " + order.origin() + " prices and Coinbase is a real venue; expected LIVE"));
        }
        if (terms.isEmpty()) {
            return Optional.of(DenialReason.VENUE_TERMS.text(
                    "Coinbase has no product for " + order.symbol() + " that is quoted in " + currency));
        }
        Product product = terms.get();
        return CoinbaseOrders.closed(order, product)
                .map(DenialReason.MARKET_CLOSED::text)
                .or(() -> CoinbaseOrders.obstacle(order, product).map(DenialReason.VENUE_TERMS::text));
    }

    private VenueAnswer afterPlacing(Order order, Reply reply) {
        JsonNode answer = reply.json();
        if (reply.status() == 200 && answer.path("success").asBoolean(false)) {
            JsonNode success = answer.path("success_response");
            String orderId = success.path("order_id").asText("");
            return orderId.isEmpty()
                            || !success.path("client_order_id").asText("").equals(order.clientOrderId())
                    ? nothing("a new order", reply)
                    : new VenueAnswer.Has(difference.told(taken(order, orderId), BigDecimal.ZERO));
        }
        // A rejection comes with status 200. One without any reason says nothing.
        List<String> reasons = reasons(answer);
        if (reply.status() == 200 && answer.has("success") && !reasons.isEmpty()) {
            return new VenueAnswer.Refused(reasons.getFirst(), refusalDetail(answer.path("error_response"), reasons));
        }
        String error = answer.path("error").asText("");
        if ((reply.status() == 400 || reply.status() == 403) && !error.isEmpty() && !error.startsWith("UNKNOWN")) {
            return new VenueAnswer.Refused(error, answer.path("message").asText("no detail"));
        }
        return nothing("a new order", reply);
    }

    private CoinbaseJson.Order taken(Order order, String orderId) {
        return new CoinbaseJson.Order(
                orderId,
                order.clientOrderId(),
                products.productOf(order.symbol()).orElse(order.symbol()),
                order.side(),
                "PENDING",
                VenueOrder.Kind.MARKET,
                order.quantity(),
                BigDecimal.ZERO,
                "",
                clock.instant());
    }

    /**
     * Why an order was rejected; empty when nothing says so. What stopped it before it was an order stands in the preview's field, and
     * the others then say UNKNOWN_FAILURE_REASON.
     */
    private static List<String> reasons(JsonNode answer) {
        JsonNode response = answer.path("error_response");
        return Stream.of(
                        response.path("error"),
                        response.path("new_order_failure_reason"),
                        response.path("preview_failure_reason"),
                        answer.path("failure_reason"))
                .map(reason -> reason.asText(""))
                .filter(reason -> !reason.isEmpty() && !reason.startsWith("UNKNOWN"))
                .distinct()
                .toList();
    }

    private static String refusalDetail(JsonNode response, List<String> reasons) {
        String message = response.path("message").asText("");
        List<String> others = reasons.subList(1, reasons.size());
        return (message.isEmpty() ? "no detail" : message)
                + (others.isEmpty() ? "" : " (" + String.join(", ", others) + ")");
    }

    private static VenueAnswer nothing(String to, Reply reply) {
        return new VenueAnswer.Nothing(
                "Coinbase answered " + to + " with status " + reply.status() + ": " + reply.shown());
    }

    @Override
    public VenueAnswer cancel(String clientOrderId) {
        try {
            Optional<String> orderId = memory.order(clientOrderId)
                    .map(order -> order.life().venueOrderId())
                    .or(() -> inLists(clientOrderId).map(CoinbaseJson.Order::orderId));
            return orderId.isEmpty() ? new VenueAnswer.HasNot() : cancelAndLook(orderId.get());
        } catch (VenueUnavailable nothing) {
            return new VenueAnswer.Nothing(String.valueOf(nothing.getMessage()));
        } finally {
            soon = true;
            stream.ring();
        }
    }

    /** A cancel that is taken is not done yet: what became of the order is looked up, whatever the answer to the cancel was. */
    private VenueAnswer cancelAndLook(String orderId) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putArray("order_ids").add(orderId);
        Reply reply = http.cancel(body.toString());
        if (reply.status() != 200) {
            return nothing("a cancel", reply);
        }
        for (int look = 1; ; look++) {
            CoinbaseJson.Order order = lists.order(orderId, Use.CANCEL)
                    .orElseThrow(() -> new VenueUnavailable("Coinbase has no order " + orderId + ", which it had"));
            if (!order.works() || look == LOOKS_AFTER_CANCEL) {
                return new VenueAnswer.Has(difference.told(order));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new VenueUnavailable("interrupted while a cancel was waited for");
        }
    }

    @Override
    public VenueAnswer ask(String clientOrderId) {
        String orderId = memory.order(clientOrderId)
                .map(order -> order.life().venueOrderId())
                .orElse(null);
        Optional<CoinbaseJson.Order> found = orderId == null ? inLists(clientOrderId) : lists.order(orderId, Use.OTHER);
        return found.<VenueAnswer>map(order -> new VenueAnswer.Has(difference.told(order)))
                .orElseGet(VenueAnswer.HasNot::new);
    }

    /** Coinbase has no question by client id: the whole list since before the order was decided on is looked through. */
    private Optional<CoinbaseJson.Order> inLists(String clientOrderId) {
        Instant since = memory.order(clientOrderId)
                .map(order -> order.decidedAt().minus(BEFORE))
                .orElse(Instant.EPOCH);
        return lists.ordersSince(since).stream()
                .filter(order -> order.clientOrderId().equals(clientOrderId))
                .findFirst();
    }

    /** The list of open orders leaves out those on their way into the book, so the list of new ones is looked at too. */
    @Override
    public Set<String> workingOrders(String portfolioId) {
        Set<String> working = new TreeSet<>();
        lists.openOrders().forEach(order -> working.add(order.clientOrderId()));
        lists.ordersSince(difference.from(portfolioId)).stream()
                .filter(CoinbaseJson.Order::works)
                .forEach(order -> working.add(order.clientOrderId()));
        return working;
    }

    /** Balances first and what is not booked second: a trade in between then shows as an event more, and not as a difference. */
    @Override
    public VenueAccount account(String portfolioId) {
        BigDecimal cash = BigDecimal.ZERO;
        Map<String, BigDecimal> positions = new TreeMap<>();
        for (Balance balance : lists.balances()) {
            if (balance.currency().equals(currency)) {
                cash = cash.add(balance.total());
            } else if (balance.total().signum() != 0) {
                positions.merge(products.symbolOfCurrency(balance.currency()), balance.total(), BigDecimal::add);
            }
        }
        long cursor = memory.cursor(portfolioId);
        AccountDifference.Found found = difference.after(portfolioId, cursor);
        if (!found.whole()) {
            throw new VenueUnavailable("Coinbase has filled more than its list of trades shows; it is looked at again");
        }
        return new VenueAccount(cash, positions, cursor + found.events().size());
    }

    @Override
    public VenueEventPage events(String portfolioId, long after, long throughBeat, Duration wait) {
        if (after == 0) {
            Instant now = clock.instant();
            return new VenueEventPage(List.of(new VenueEvent.Opened(1, now, openingCash())), 1, 0);
        }
        if (!wait.isZero() && !stream.await(wait) && !due(portfolioId)) {
            return new VenueEventPage(List.of(), after, 0);
        }
        askedAt = System.nanoTime();
        AccountDifference.Found found = difference.after(portfolioId, after);
        soon = !found.whole();
        return new VenueEventPage(found.events(), after + found.events().size(), 0);
    }

    private boolean due(String portfolioId) {
        boolean expecting = soon
                || !stream.speaking()
                || memory.living(portfolioId).stream().anyMatch(order -> order.purpose() != Purpose.PROTECTION);
        Duration pause = expecting ? ASK_SOON : ASK_ANYWAY;
        return System.nanoTime() - askedAt >= pause.toNanos();
    }

    /** It is booked once and never again, so a list without the account's currency is not taken for none of it. */
    private BigDecimal openingCash() {
        List<Balance> balances = lists.balances();
        return balances.stream()
                .filter(balance -> balance.currency().equals(currency))
                .map(Balance::total)
                .reduce(BigDecimal::add)
                .orElseThrow(() -> new VenueUnavailable("Coinbase lists accounts in "
                        + balances.stream().map(Balance::currency).toList() + ", expected one in " + currency
                        + " to begin with: move money into the portfolio; it is asked again"));
    }

    @Override
    public List<String> preflight() {
        return preflight.problems();
    }

    /** A stop that travels with its entry has no client id of ours there, so it could not be asked for. */
    @Override
    public boolean carriesProtection() {
        return false;
    }

    @Override
    public Optional<String> trouble() {
        return http.trouble();
    }

    @Override
    public void close() {
        stream.close();
        http.close();
    }
}
