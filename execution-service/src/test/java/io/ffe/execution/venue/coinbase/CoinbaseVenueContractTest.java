package io.ffe.execution.venue.coinbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.venue.RequestBudget;
import io.ffe.execution.venue.VenueContract;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.schema.event.CashCause;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.money.Instruments;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CoinbaseVenueContractTest extends VenueContract {

    private static final TestKey KEY = TestKey.p256();
    private static final String BATCH = "GET /orders/historical/batch";

    private final StubCoinbase coinbase = new StubCoinbase();
    /** Monotonic time as the request budget sees it. */
    private LongSupplier nanos = System::nanoTime;

    private UserStream stream;
    private CoinbaseVenue client;

    @Override
    protected String name() {
        return "coinbase";
    }

    @Override
    protected Server serve() {
        return coinbase;
    }

    @Override
    protected CoinbaseVenue connect() {
        return connect(KEY.environment());
    }

    private CoinbaseVenue connect(UnaryOperator<String> environment) {
        return connect(environment, Duration.ofMillis(200));
    }

    private CoinbaseVenue connect(UnaryOperator<String> environment, Duration breakerDelay) {
        KeySource keys = new KeySource(Optional.empty(), environment);
        CoinbaseHttp http = new CoinbaseHttp(
                coinbase.url(),
                REQUEST_TIMEOUT,
                REQUEST_TIMEOUT,
                breakerDelay,
                keys,
                new RequestBudget(30, 3, () -> nanos.getAsLong()),
                Clock.systemUTC());
        // Not started: silent with trades inside, as the real one is at its worst.
        stream = new UserStream(URI.create("ws://127.0.0.1:9"), keys, Clock.systemUTC());
        client = new CoinbaseVenue(
                http,
                new CoinbaseProducts(http, Instruments.builtIn(), "USD"),
                new CoinbaseOrders(new BigDecimal("0.005"), new BigDecimal("0.02")),
                new CoinbasePreflight(http, keys, Clock.systemUTC()),
                stream,
                books,
                Clock.systemUTC(),
                "USD");
        return client;
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void trades_that_are_listed_late_hold_back_the_end_of_their_order() {
        Order order = books.send(venue, entry());
        books.catchUp(venue);
        coinbase.fill(order.clientOrderId(), "0.2", "60000");
        coinbase.fill(order.clientOrderId(), "0.1", "60001");
        coinbase.end(order.clientOrderId());
        coinbase.hideFills(1);

        books.catchUp(venue);

        assertThat(books.get(order).state()).isEqualTo(OrderState.PARTIALLY_FILLED);
        assertThatThrownBy(() -> books.reconcile(venue)).hasMessageContaining("more than its list of trades shows");
        coinbase.hideFills(0);
        assertThat(books.reconcile(venue)).isEmpty();
        assertThat(books.get(order).state()).isEqualTo(OrderState.CANCELED);
        assertThat(books.tradeCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"''", "0"})
    void an_order_that_is_filled_and_does_not_say_of_how_much_is_waited_for_whole(String said) {
        Order order = books.send(venue, entry());
        books.catchUp(venue);
        coinbase.fill(order.clientOrderId(), "0.2", "60000");
        coinbase.fill(order.clientOrderId(), "0.3", "60001");
        coinbase.saysFilled(order.clientOrderId(), said);
        coinbase.hideFills(2);

        books.catchUp(venue);

        assertThat(books.get(order).state()).isEqualTo(OrderState.ACCEPTED);
        coinbase.hideFills(1);
        books.catchUp(venue);
        assertThat(books.get(order).state()).isEqualTo(OrderState.PARTIALLY_FILLED);
        assertThatThrownBy(() -> books.reconcile(venue)).hasMessageContaining("more than its list of trades shows");
        assertThat(venue.cancel(order.clientOrderId())).isInstanceOfSatisfying(VenueAnswer.Has.class, has -> {
            assertThat(has.order().state()).isEqualTo(VenueOrder.State.FILLED);
            assertThat(has.order().filled()).isEqualByComparingTo("0.5");
        });
        coinbase.hideFills(0);
        assertThat(books.reconcile(venue)).isEmpty();
        assertThat(books.get(order).state()).isEqualTo(OrderState.FILLED);
    }

    @Test
    void an_unanswered_order_that_is_filled_and_does_not_say_of_how_much_is_not_found_to_have_come_to_nothing() {
        coinbase.takeAndHang();
        Order unknown = books.send(venue, entry());
        coinbase.fill(unknown.clientOrderId(), "0.5", "60000");
        coinbase.saysFilled(unknown.clientOrderId(), "");
        coinbase.hideFills(1);

        Order asked = books.ask(venue, unknown);

        assertThat(asked.state()).isEqualTo(OrderState.ACCEPTED);
        coinbase.hideFills(0);
        assertThat(books.reconcile(venue)).isEmpty();
        assertThat(books.get(unknown).state()).isEqualTo(OrderState.FILLED);
    }

    @Test
    void a_trade_that_comes_after_the_cancel_was_booked_is_booked_too() {
        Order order = books.send(venue, entry());
        venue.cancel(order.clientOrderId());
        books.catchUp(venue);
        assertThat(books.get(order).state()).isEqualTo(OrderState.CANCELED);

        coinbase.fill(order.clientOrderId(), "0.1", "60000");

        assertThat(books.reconcile(venue)).isEmpty();
        assertThat(books.get(order).state()).isEqualTo(OrderState.CANCELED);
        assertThat(books.position(SYMBOL)).isEqualByComparingTo("0.1");
    }

    @Test
    void a_trade_of_ours_that_their_clock_puts_before_the_opening_is_booked() {
        coinbase.behind(Duration.ofSeconds(30));
        Order order = books.send(venue, entry());
        coinbase.fill(order.clientOrderId(), "0.5", "60000");

        assertThat(books.reconcile(venue)).isEmpty();
        assertThat(books.get(order).state()).isEqualTo(OrderState.FILLED);
        assertThat(books.position(SYMBOL)).isEqualByComparingTo("0.5");
    }

    @Test
    void a_trade_by_hand_from_before_the_opening_is_not_booked() {
        coinbase.behind(Duration.ofSeconds(30));
        coinbase.outsideOrder("by-hand", SYMBOL);
        books.catchUp(venue);
        coinbase.fill("by-hand", "0.1", "60000");

        books.catchUp(venue);

        assertThat(books.outside()).containsExactly("by-hand");
        assertThat(books.tradeCount()).isZero();
    }

    @Test
    void an_order_on_its_way_into_the_book_works_although_the_open_list_leaves_it_out() {
        Order order = books.send(venue, entry());
        coinbase.status(order.clientOrderId(), "PENDING");

        assertThat(books.reconcile(venue)).isEmpty();
        assertThat(venue.workingOrders(PORTFOLIO)).containsExactly(order.clientOrderId());
    }

    @Test
    void a_cancel_that_was_only_taken_note_of_has_not_cancelled() {
        Order order = books.send(venue, entry());
        books.catchUp(venue);
        coinbase.cancelsTakeTime();

        VenueAnswer answer = venue.cancel(order.clientOrderId());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        VenueAnswer.Has.class,
                        has -> assertThat(has.order().state().works()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({"is_disabled", "trading_disabled", "cancel_only", "view_only", "post_only"})
    void a_halted_product_is_sent_nothing(String flag) {
        coinbase.product(flag, "true");

        Order order = books.send(venue, entry());

        assertThat(order.state()).isEqualTo(OrderState.DENIED);
        assertThat(order.life().reason()).startsWith("MARKET_CLOSED: BTC-USD ");
        assertThat(coinbase.bodies()).isEmpty();
    }

    @Test
    void the_last_look_comes_after_the_question_about_the_product() {
        List<String> asked = new ArrayList<>();

        books.send(venue, entry(), () -> {
            asked.addAll(coinbase.requests());
            return Optional.empty();
        });

        assertThat(asked).endsWith("GET /products/BTC-USD").doesNotContain("POST /orders");
        assertThat(coinbase.bodies()).hasSize(1);
    }

    @Test
    void an_order_whose_product_could_not_be_asked_for_is_certain_not_to_have_left() {
        coinbase.down(true);
        Order postponed = books.send(venue, order(Purpose.PROTECTION, Side.SELL, "0.5"));
        coinbase.down(false);

        Order sent = books.send(venue, postponed);

        assertThat(postponed.state()).isEqualTo(OrderState.INTENT);
        assertThat(postponed.life().reason()).contains("/products/BTC-USD with status 503");
        assertThat(sent.state()).isEqualTo(OrderState.ACCEPTED);
        assertThat(coinbase.taken(sent.clientOrderId())).isOne();
    }

    @Test
    void steps_and_bounds_are_those_of_the_moment() {
        books.send(venue, entry());
        coinbase.product("price_increment", "10");
        coinbase.product("base_increment", "0.3");
        Order offStep = books.send(venue, entry());
        coinbase.product("base_increment", "0.1");
        coinbase.product("base_max_size", "0.4");
        Order tooMuch = books.send(venue, entry());
        coinbase.product("base_max_size", "3400");
        Order stop = books.send(venue, order(Purpose.PROTECTION, Side.SELL, "0.5"));

        assertThat(offStep.life().reason()).contains("expected steps of 0.3");
        assertThat(tooMuch.life().reason()).contains("expected 0.00000001 to 0.4");
        assertThat(stop.state()).isEqualTo(OrderState.ACCEPTED);
        assertThat(coinbase.bodies()).hasSize(2);
        assertThat(coinbase.bodies()
                        .getFirst()
                        .at("/order_configuration/sor_limit_ioc/limit_price")
                        .asText())
                .isEqualTo("60300");
        JsonNode stopLimit = coinbase.bodies().getLast().at("/order_configuration/stop_limit_stop_limit_gtc");
        assertThat(stopLimit.path("stop_price").asText()).isEqualTo("58800");
        assertThat(stopLimit.path("limit_price").asText()).isEqualTo("57620");
        assertThat(stopLimit.path("stop_direction").asText()).isEqualTo("STOP_DIRECTION_STOP_DOWN");
    }

    @ParameterizedTest
    @CsvSource({"base_increment, 0.00000001", "price_increment, 0.01"})
    void an_order_whose_product_has_steps_of_nothing_is_certain_not_to_have_left(String field, String step) {
        coinbase.product(field, "0");
        Order postponed = books.send(venue, entry());
        assertThatThrownBy(() -> venue.obstacle(postponed, null)).isInstanceOf(VenueUnavailable.class);
        coinbase.product(field, step);

        Order sent = books.send(venue, postponed);

        assertThat(postponed.state()).isEqualTo(OrderState.INTENT);
        assertThat(postponed.life().reason())
                .startsWith("Coinbase's " + field + " of BTC-USD is 0, expected a step above zero");
        assertThat(sent.state()).isEqualTo(OrderState.ACCEPTED);
        assertThat(coinbase.taken(sent.clientOrderId())).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "LIMIT,  IOC, sor_limit_ioc,   59940",
        "LIMIT,  FOK, limit_limit_fok, 59940",
        "LIMIT,  GTC, limit_limit_gtc, 59940",
        "LIMIT,  GTD, limit_limit_gtd, 59940",
        "MARKET, IOC, sor_limit_ioc,   60300",
        "MARKET, FOK, limit_limit_fok, 60300"
    })
    void an_entry_goes_in_the_words_of_its_type_and_time_in_force(
            OrderType type, TimeInForce timeInForce, String configuration, String price) {
        coinbase.product("price_increment", "20");
        BigDecimal limit = type == OrderType.LIMIT ? new BigDecimal("59950") : null;

        books.send(venue, with(entry(), new OrderTerms(type, limit, timeInForce)));

        JsonNode sent = coinbase.bodies().getFirst().path("order_configuration").path(configuration);
        assertThat(sent.path("limit_price").asText()).isEqualTo(price);
        assertThat(sent.path("base_size").asText()).isEqualTo("0.5");
        assertThat(sent.path("end_time").asText(null))
                .isEqualTo(timeInForce == TimeInForce.GTD ? VALID_UNTIL.toString() : null);
    }

    @Test
    void a_limit_entry_that_coinbase_expired_is_expired_here() {
        Order order = books.send(venue, limit(TimeInForce.GTD));
        coinbase.status(order.clientOrderId(), "EXPIRED");

        assertThat(books.reconcile(venue)).isEmpty();
        assertThat(books.get(order).state()).isEqualTo(OrderState.EXPIRED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Origin.class,
            names = {"REPLAY", "SYNTHETIC"})
    void an_order_from_prices_that_are_not_live_never_leaves(Origin origin) {
        Order live = entry();
        Order order = new Order(
                live.clientOrderId(),
                live.intentId(),
                live.leg(),
                0,
                null,
                live.verdictId(),
                null,
                null,
                PORTFOLIO,
                SYMBOL,
                Side.BUY,
                Purpose.ENTRY,
                live.referencePrice(),
                live.stopLoss(),
                null,
                null,
                origin,
                live.decidedAt(),
                false,
                live.life());

        assertThat(books.send(venue, order).life().reason()).startsWith("ORIGIN: ");
        assertThat(coinbase.bodies()).isEmpty();
    }

    @Test
    void a_bracket_holds_stop_and_target_on_the_steps_towards_the_position() {
        coinbase.product("price_increment", "7");
        Order plain = order(Purpose.PROTECTION, Side.SELL, "0.5");
        Order order = new Order(
                plain.clientOrderId(),
                plain.intentId(),
                plain.leg(),
                0,
                null,
                plain.verdictId(),
                null,
                null,
                PORTFOLIO,
                SYMBOL,
                Side.SELL,
                Purpose.PROTECTION,
                plain.referencePrice(),
                new BigDecimal("58801"),
                new BigDecimal("63001"),
                null,
                Origin.LIVE,
                plain.decidedAt(),
                false,
                plain.life());

        books.send(venue, order);

        JsonNode bracket = coinbase.bodies().getFirst().at("/order_configuration/trigger_bracket_gtc");
        assertThat(bracket.path("stop_trigger_price").asText()).isEqualTo("58807");
        assertThat(bracket.path("limit_price").asText()).isEqualTo("63000");
        assertThat(bracket.path("base_size").asText()).isEqualTo("0.5");
        assertThat(books.reconcile(venue)).isEmpty();
    }

    @Test
    void a_stop_that_is_to_follow_never_leaves_because_spot_has_none() {
        assertThat(books.send(venue, trailing(entry(), "500")).life().reason())
                .startsWith("VENUE_TERMS: ")
                .contains("coinbase has no trailing stop");
        assertThat(coinbase.bodies()).isEmpty();
    }

    @Test
    void spot_is_never_sold_short() {
        assertThat(books.send(venue, order(Purpose.ENTRY, Side.SELL, "0.5"))
                        .life()
                        .reason())
                .contains("no short positions");
    }

    @Test
    void a_stop_that_was_rejected_before_it_was_an_order_has_ended_with_that_reason() {
        // As Coinbase answered.
        coinbase.reject("""
                {"success":false,"error_response":{"error":"UNKNOWN_FAILURE_REASON","message":"","error_details":"",
                "preview_failure_reason":"PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE"},
                "order_configuration":{"stop_limit_stop_limit_gtc":{}}}""");

        Order stop = books.send(venue, order(Purpose.PROTECTION, Side.SELL, "0.5"));

        assertThat(stop.state()).isEqualTo(OrderState.REJECTED);
        assertThat(stop.life().reason()).isEqualTo("PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE: no detail");
    }

    @ParameterizedTest
    @CsvSource({
        "INSUFFICIENT_FUND, '', PREVIEW_INSUFFICIENT_FUND, '', INSUFFICIENT_FUND: no detail (PREVIEW_INSUFFICIENT_FUND)",
        "UNKNOWN_FAILURE_REASON, '', PREVIEW_INSUFFICIENT_FUND, '', PREVIEW_INSUFFICIENT_FUND: no detail",
        "'', INVALID_LIMIT_PRICE, UNKNOWN_PREVIEW_FAILURE_REASON, '', INVALID_LIMIT_PRICE: no detail",
        "UNKNOWN_FAILURE_REASON, UNKNOWN_FAILURE_REASON, '', INVALID_SIDE, INVALID_SIDE: no detail"
    })
    void a_rejection_has_the_first_reason_that_is_one(
            String error, String newOrder, String preview, String failure, String reason) {
        coinbase.reject(rejection(error, newOrder, preview, failure));

        Order order = books.send(venue, entry());

        assertThat(order.state()).isEqualTo(OrderState.REJECTED);
        assertThat(order.life().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', ''",
        "UNKNOWN_FAILURE_REASON, '', '', ''",
        "UNKNOWN_FAILURE_REASON, UNKNOWN_FAILURE_REASON, UNKNOWN_PREVIEW_FAILURE_REASON, UNKNOWN_FAILURE_REASON"
    })
    void a_rejection_without_any_reason_is_unknown(String error, String newOrder, String preview, String failure) {
        coinbase.reject(rejection(error, newOrder, preview, failure));

        assertThat(books.send(venue, entry()).state()).isEqualTo(OrderState.UNKNOWN);
    }

    private static String rejection(String error, String newOrder, String preview, String failure) {
        ObjectNode rejection =
                Json.mapper().createObjectNode().put("success", false).put("failure_reason", failure);
        rejection
                .putObject("error_response")
                .put("error", error)
                .put("message", "")
                .put("new_order_failure_reason", newOrder)
                .put("preview_failure_reason", preview);
        return rejection.toString();
    }

    @ParameterizedTest
    @CsvSource({"30", ","})
    void after_a_429_nothing_but_cancels_leaves_for_a_while(String retryAfter) {
        // A pause of which Coinbase does not say how long it is lasts a second, and a request would wait for its end.
        long stopped = System.nanoTime();
        nanos = () -> stopped;
        Order works = books.send(venue, entry());
        coinbase.limit(retryAfter);
        books.send(venue, entry());
        assertThat(venue.trouble().orElseThrow()).startsWith("POST /orders was answered 429: ");
        int before = coinbase.requests().size();

        assertThatThrownBy(() -> venue.account(PORTFOLIO))
                .isInstanceOf(VenueUnavailable.class)
                .hasMessageContaining("request budget");
        assertThat(coinbase.requests()).hasSize(before);
        VenueAnswer canceled = venue.cancel(works.clientOrderId());

        assertThat(canceled)
                .isInstanceOfSatisfying(
                        VenueAnswer.Has.class,
                        has -> assertThat(has.order().state()).isEqualTo(VenueOrder.State.CANCELED));
    }

    @Test
    void three_failures_open_the_breaker_and_nothing_is_sent_then() {
        client.close();
        venue = connect(KEY.environment(), Duration.ofSeconds(5));
        coinbase.down(true);
        for (int failure = 1; failure <= 3; failure++) {
            assertThatThrownBy(() -> venue.account(PORTFOLIO)).isInstanceOf(VenueUnavailable.class);
        }
        int before = coinbase.requests().size();

        assertThatThrownBy(() -> venue.account(PORTFOLIO))
                .hasMessageContaining("was not sent: Coinbase failed 3 times");
        assertThat(coinbase.requests()).hasSize(before);
    }

    @Test
    void absence_is_read_from_the_whole_list_and_never_from_a_part() {
        for (int i = 0; i < 5; i++) {
            coinbase.outsideOrder("other-" + i, SYMBOL);
        }
        coinbase.takeAndHang();
        Order unknown = books.send(venue, entry());
        for (int i = 5; i < 10; i++) {
            coinbase.outsideOrder("other-" + i, SYMBOL);
        }
        long before = coinbase.count(BATCH);

        Order asked = books.ask(venue, unknown);

        assertThat(asked.state()).isEqualTo(OrderState.ACCEPTED);
        assertThat(coinbase.count(BATCH) - before).isEqualTo(6);
    }

    @Test
    void a_list_that_goes_on_and_does_not_say_where_never_says_that_an_order_is_absent() {
        coinbase.takeAndHang();
        Order unknown = books.send(venue, entry());
        for (int i = 0; i < 5; i++) {
            coinbase.outsideOrder("other-" + i, SYMBOL);
        }
        coinbase.losesCursors();

        assertThat(books.ask(venue, unknown).state()).isEqualTo(OrderState.UNKNOWN);
        assertThatThrownBy(() -> venue.workingOrders(PORTFOLIO))
                .isInstanceOf(VenueUnavailable.class)
                .hasMessageContaining("no cursor");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'orders':null,'has_next':false,'cursor':''} | expected 200 with orders",
                "{'orders':{},'has_next':false,'cursor':''} | Coinbase's orders is {}, expected a list",
                "{'orders':[],'has_next':null,'cursor':'2'} | Coinbase's has_next beside orders is null, expected true or false",
                "{'orders':[],'has_next':'no','cursor':'2'} | expected true or false"
            },
            quoteCharacter = '"')
    void what_is_no_list_never_says_that_an_order_is_absent(String answer, String complaint) {
        coinbase.takeAndHang();
        Order unknown = books.send(venue, entry());
        coinbase.answer("/orders/historical/batch", answer.replace('\'', '"'));

        assertThat(books.ask(venue, unknown).state()).isEqualTo(OrderState.UNKNOWN);
        assertThatThrownBy(() -> venue.workingOrders(PORTFOLIO))
                .isInstanceOf(VenueUnavailable.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | expected 200 with accounts",
                "[] | Coinbase lists accounts in [], expected one in USD",
                "[{'currency':'BTC','available_balance':{'value':'1'}}] | Coinbase lists accounts in [BTC], expected one in USD"
            },
            quoteCharacter = '"')
    void a_portfolio_is_not_opened_by_a_list_without_its_currency(String accounts, String complaint) {
        coinbase.answer(
                "/accounts",
                "{'has_next':false,'cursor':'','accounts':%s}"
                        .formatted(accounts)
                        .replace('\'', '"'));

        assertThatThrownBy(() -> venue.events(PORTFOLIO, 0, 0, Duration.ZERO))
                .isInstanceOf(VenueUnavailable.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void an_order_by_hand_in_another_currency_is_a_difference_and_does_not_keep_the_comparison_from_ending() {
        coinbase.outsideOrder("by-hand", "BTC-USDC", "limit_limit_gtc", "base_size", "0.25");
        books.catchUp(venue);
        coinbase.fill("by-hand", "0.25", "60000");

        assertThat(books.reconcile(venue))
                .hasSize(2)
                .allMatch(difference ->
                        difference.startsWith("position in BTC") || difference.startsWith("position in USDC"));
        assertThat(books.order("by-hand").orElseThrow().state()).isEqualTo(OrderState.CANCELED);
        assertThat(books.tradeCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"50000, 0.002", "60000.7, 0.00166664"})
    void an_order_by_hand_for_an_amount_of_money_does_not_keep_the_comparison_from_ending(
            String price, String quantity) {
        coinbase.outsideOrder("by-hand", "BTC-USD", "market_market_ioc", "quote_size", "100");
        coinbase.fillInMoney("by-hand", "50", price);
        books.catchUp(venue);
        coinbase.fillInMoney("by-hand", "50", price);
        coinbase.status("by-hand", "FILLED");

        // A position that a division leaves is off by what is rounded.
        assertThat(books.reconcile(venue)).allMatch(difference -> difference.startsWith("position in BTCUSD is "));
        assertThat(books.position(SYMBOL)).isEqualByComparingTo(quantity);
        assertThat(books.order("by-hand").orElseThrow().life().ended()).isTrue();
    }

    @Test
    void dust_keeps_nothing_after_it_from_being_booked() {
        coinbase.outsideOrder("dust", "BTC-USD", "market_market_ioc", "quote_size", "1");
        coinbase.fillInMoney("dust", "0.0001", "60000");
        Order order = books.send(venue, entry());
        coinbase.fill(order.clientOrderId(), "0.5", "60000");

        books.catchUp(venue);

        assertThat(books.get(order).state()).isEqualTo(OrderState.FILLED);
        assertThat(books.tradeCount()).isOne();
    }

    @Test
    void what_coinbase_pays_for_a_trade_is_money_that_came_and_is_booked_once() {
        coinbase.commission("-0.12");
        Order order = books.send(venue, entry());
        books.catchUp(venue);
        coinbase.fill(order.clientOrderId(), "0.2", "60000");
        coinbase.fill(order.clientOrderId(), "0.3", "60000");
        List<VenueEvent> found = venue.events(PORTFOLIO, books.cursor(PORTFOLIO), 0, Duration.ZERO)
                .events();

        assertThat(books.reconcile(venue)).isEmpty();

        assertThat(found.getFirst())
                .isInstanceOfSatisfying(
                        VenueEvent.Traded.class,
                        trade -> assertThat(trade.fee()).isZero());
        assertThat(found.get(1)).isInstanceOfSatisfying(VenueEvent.CashMoved.class, moved -> {
            assertThat(moved.amount()).isEqualByComparingTo("0.12");
            assertThat(CashCause.of(moved.reason())).isEqualTo(CashCause.CHARGE);
        });
        assertThat(books.get(order).state()).isEqualTo(OrderState.FILLED);
        assertThat(books.cash()).isEqualByComparingTo(coinbase.balance("USD"));
        client.close();
        venue = connect();
        assertThat(books.reconcile(venue)).as("found anew after a restart").isEmpty();
        assertThat(books.cash()).isEqualByComparingTo(coinbase.balance("USD"));
    }

    @Test
    void one_401_is_not_a_bad_key_and_three_are() {
        coinbase.unauthorized(2);
        assertThatThrownBy(venue::preflight).hasMessageContaining("1 of 3 times");
        assertThatThrownBy(venue::preflight).hasMessageContaining("2 of 3 times");
        assertThat(venue.preflight()).isEmpty();

        coinbase.unauthorized(3);
        assertThatThrownBy(venue::preflight).isInstanceOf(VenueUnavailable.class);
        assertThatThrownBy(venue::preflight).isInstanceOf(VenueUnavailable.class);
        assertThat(venue.preflight()).singleElement().asString().contains("Coinbase refuses the key");
    }

    @Test
    void all_that_is_wrong_with_key_and_clock_is_said_at_once() {
        coinbase.permissions("{\"can_view\":true,\"can_trade\":false,\"can_transfer\":true}");
        coinbase.time(Instant.now().minusSeconds(100));

        assertThat(venue.preflight())
                .hasSize(3)
                .anyMatch(problem -> problem.contains("clock is off"))
                .anyMatch(problem -> problem.contains("permission Trade"))
                .anyMatch(problem -> problem.contains("without Transfer"));
    }

    @Test
    void a_missing_or_broken_key_is_a_problem_that_names_where_and_shows_nothing() {
        assertThat(connect(Map.<String, String>of()::get).preflight())
                .singleElement()
                .asString()
                .contains("COINBASE_API_PRIVATE_KEY");
        client.close();
        String secret = "c2VjcmV0c2VjcmV0";
        Map<String, String> broken = Map.of(
                KeySource.NAME,
                "organizations/o/apiKeys/k",
                KeySource.PRIVATE_KEY,
                "-----BEGIN EC PRIVATE KEY-----\\n" + secret + "\\n-----END EC PRIVATE KEY-----");
        assertThat(connect(broken::get).preflight())
                .singleElement()
                .asString()
                .contains("signature algorithm ECDSA")
                .doesNotContain(secret);
    }

    @Test
    void what_the_stream_counts_and_the_list_does_not_show_yet_is_waited_for() {
        Order order = books.send(venue, entry());
        books.catchUp(venue);
        String orderId = books.get(order).life().venueOrderId();
        String message =
                "{\"channel\":\"user\",\"sequence_num\":7,\"events\":[{\"type\":\"update\",\"orders\":[{\"order_id\":\""
                        + orderId + "\",\"cumulative_quantity\":\"0.5\",\"avg_price\":\"60000\"}]}]}";

        assertThat(stream.heard(message, 7)).isTrue();
        assertThat(stream.heard(message, 9)).as("a number is missing").isFalse();
        assertThat(stream.await(Duration.ZERO)).as("it rang").isTrue();

        assertThatThrownBy(() -> books.reconcile(venue)).hasMessageContaining("more than its list of trades shows");
        coinbase.fill(order.clientOrderId(), "0.5", "60000");
        assertThat(books.reconcile(venue)).isEmpty();
    }
}
