package io.ffe.execution.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.execution.domain.VenueAccount;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEventPage;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.venue.VenueHttp.Reply;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.serde.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/** The paper venue over HTTP. Its own numbered events, its own refusal of a repeated clientOrderId. */
@ApplicationScoped
@Typed(PaperVenue.class)
public class PaperVenue implements Venue {

    private static final int PAGE = 500;

    private final VenueHttp http;

    PaperVenue(VenueHttp http) {
        this.http = http;
    }

    @Override
    public VenueAnswer place(Order order, @Nullable Order onFill, Supplier<Optional<VenueAnswer>> lastLook) {
        String body = body(order, onFill);
        Optional<VenueAnswer> instead = lastLook.get();
        if (instead.isPresent()) {
            return instead.get();
        }
        try {
            return afterPlacing(order.clientOrderId(), http.post("/orders", body));
        } catch (RequestKept kept) {
            return kept.answer();
        } catch (VenueUnavailable nothing) {
            return new VenueAnswer.Nothing(String.valueOf(nothing.getMessage()));
        }
    }

    /** It has every kind of entry, and its terms are the instrument file's: there is nothing that risk has not looked at. */
    @Override
    public Optional<String> obstacle(Order order, @Nullable Order onFill) {
        return Optional.empty();
    }

    @Override
    public VenueAnswer cancel(String clientOrderId) {
        try {
            return about(clientOrderId, http.delete("/orders/" + encoded(clientOrderId)));
        } catch (VenueUnavailable nothing) {
            return new VenueAnswer.Nothing(String.valueOf(nothing.getMessage()));
        }
    }

    @Override
    @CircuitBreaker(
            requestVolumeThreshold = 3,
            failureRatio = 1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = VenueUnavailable.class)
    public VenueAnswer ask(String clientOrderId) {
        return switch (about(clientOrderId, http.get("/orders/" + encoded(clientOrderId)))) {
            case VenueAnswer.Nothing(String detail) -> throw new VenueUnavailable(detail);
            case VenueAnswer answer -> answer;
        };
    }

    @Override
    @CircuitBreaker(
            requestVolumeThreshold = 3,
            failureRatio = 1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = VenueUnavailable.class)
    public Set<String> workingOrders(String portfolioId) {
        return read(http.get("/orders?open=true&portfolio=" + encoded(portfolioId)), VenueJson.OrderList.class)
                .orders()
                .stream()
                .map(VenueJson.OrderState::clientOrderId)
                .collect(Collectors.toSet());
    }

    @Override
    @CircuitBreaker(
            requestVolumeThreshold = 3,
            failureRatio = 1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = VenueUnavailable.class)
    public VenueAccount account(String portfolioId) {
        VenueJson.AccountState state =
                read(http.get("/accounts/" + encoded(portfolioId)), VenueJson.AccountState.class);
        Map<String, BigDecimal> positions = state.positions().stream()
                .filter(position -> position.quantity().signum() != 0)
                .collect(Collectors.toMap(
                        VenueJson.AccountPosition::symbol, VenueJson.AccountPosition::quantity, BigDecimal::add));
        return new VenueAccount(state.cash(), positions, state.lastSequence());
    }

    @Override
    @CircuitBreaker(
            requestVolumeThreshold = 3,
            failureRatio = 1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = VenueUnavailable.class)
    public VenueEventPage events(String portfolioId, long after, long throughBeat, Duration wait) {
        String path = "/events?portfolio=" + encoded(portfolioId) + "&after=" + after
                + (throughBeat > 0 ? "&throughBeat=" + throughBeat : "") + "&waitMs=" + wait.toMillis() + "&limit="
                + PAGE;
        VenueJson.EventPage page = read(http.get(path, wait), VenueJson.EventPage.class);
        return new VenueEventPage(
                page.events().stream().map(VenueJson.Entry::event).toList(), page.lastSequence(), page.beat());
    }

    /** A token that is refused shows as a venue that does not answer: whoever runs this service renews it. */
    @Override
    public List<String> preflight() {
        return List.of();
    }

    @Override
    public boolean carriesProtection() {
        return true;
    }

    @Override
    public Optional<String> trouble() {
        return http.trouble();
    }

    private static VenueAnswer afterPlacing(String clientOrderId, Reply reply) {
        return switch (reply.status()) {
            case 201 ->
                order(clientOrderId, reply, parse(reply, VenueJson.OrderAnswer.class, VenueJson.OrderAnswer::order));
            // The id was used before: by ourselves, so the order that has it is the one that was to be placed.
            case 409 -> order(clientOrderId, reply, parse(reply, VenueJson.Problem.class, VenueJson.Problem::order));
            case 400, 422 -> refused(reply);
            default -> new VenueAnswer.Nothing("the venue answered a new order with status " + reply.status());
        };
    }

    private static VenueAnswer about(String clientOrderId, Reply reply) {
        return switch (reply.status()) {
            case 200 ->
                order(clientOrderId, reply, parse(reply, VenueJson.OrderAnswer.class, VenueJson.OrderAnswer::order));
            case 404 ->
                "NOT_FOUND".equals(parse(reply, VenueJson.Problem.class, VenueJson.Problem::error))
                        ? new VenueAnswer.HasNot()
                        // Something that is not the venue answers 404 to everything.
                        : new VenueAnswer.Nothing("a 404 without the venue's own error NOT_FOUND");
            default ->
                new VenueAnswer.Nothing("the venue answered status " + reply.status() + " about " + clientOrderId);
        };
    }

    private static VenueAnswer order(String clientOrderId, Reply reply, VenueJson.@Nullable OrderState state) {
        return state != null && state.clientOrderId().equals(clientOrderId)
                ? new VenueAnswer.Has(state.order())
                : new VenueAnswer.Nothing(
                        "status " + reply.status() + " came without the order " + clientOrderId + " in it");
    }

    private static VenueAnswer refused(Reply reply) {
        VenueJson.@Nullable Problem problem = parse(reply, VenueJson.Problem.class, whole -> whole);
        String code = problem == null ? null : problem.error();
        String detail = problem == null ? null : problem.detail();
        return code == null
                ? new VenueAnswer.Nothing("status " + reply.status() + " came without the venue's own error")
                : new VenueAnswer.Refused(code, detail == null ? "no detail" : detail);
    }

    private static <T, V> @Nullable V parse(Reply reply, Class<T> type, Function<T, @Nullable V> part) {
        try {
            return part.apply(Json.mapper().readValue(reply.body(), type));
        } catch (JsonProcessingException unreadable) {
            return null;
        }
    }

    private static <T> T read(Reply reply, Class<T> type) {
        if (reply.status() != 200) {
            throw new VenueUnavailable(
                    "the venue answered status " + reply.status() + ", expected 200 with " + type.getSimpleName());
        }
        try {
            return Json.mapper().readValue(reply.body(), type);
        } catch (JsonProcessingException unreadable) {
            throw new VenueUnavailable(
                    "the venue's answer is no " + type.getSimpleName() + ": " + unreadable.getOriginalMessage());
        }
    }

    private static String body(Order order, @Nullable Order onFill) {
        boolean stop = order.purpose() == Purpose.PROTECTION;
        OrderTerms terms = order.terms();
        TimeInForce timeInForce = terms == null ? TimeInForce.GTC : terms.timeInForce();
        VenueOrder.Kind kind =
                terms != null && terms.type() == OrderType.LIMIT ? VenueOrder.Kind.LIMIT : VenueOrder.Kind.MARKET;
        VenueJson.NewOrder request = new VenueJson.NewOrder(
                order.clientOrderId(),
                order.portfolioId(),
                order.symbol(),
                order.side(),
                stop ? VenueOrder.Kind.STOP : kind,
                order.quantity(),
                terms == null ? null : terms.limitPrice(),
                stop ? order.stopLoss() : null,
                timeInForce.name(),
                timeInForce == TimeInForce.GTD ? order.validUntil() : null,
                order.reducesOnly(),
                order.origin(),
                onFill == null
                        ? null
                        : new VenueJson.OnFill(
                                onFill.clientOrderId(),
                                onFill.stopLoss(),
                                onFill.takeProfit(),
                                onFill.trailingDistance()),
                stop ? order.trailingDistance() : null);
        try {
            return Json.mapper().writeValueAsString(request);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("an order has a JSON form: " + request, bug);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
