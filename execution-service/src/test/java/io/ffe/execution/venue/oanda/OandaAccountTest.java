package io.ffe.execution.venue.oanda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderLife;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.execution.domain.Position;
import io.ffe.execution.domain.Protection;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.venue.RequestBudget;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.execution.venue.oanda.StubOanda.Fault;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** At most one order at OANDA, and books equal to the account's, whatever goes wrong in between. */
class OandaAccountTest {

    /** Longer than a busy machine takes for anything that is answered. */
    private static final Duration PATIENT = Duration.ofSeconds(10);

    private static final Duration HASTY = Duration.ofSeconds(2);
    private static final Duration LONG_AGO = Duration.ofSeconds(11);
    private static final Duration JUST_NOW = Duration.ofMillis(100);

    private final StubOanda oanda = new StubOanda();
    /** Monotonic time as the venue's watchdogs see it: real, and moved on by tests. */
    private final AtomicLong ahead = new AtomicLong();

    private OandaAccount venue;
    private Desk desk;

    @BeforeEach
    void begin() {
        venue = venue(StubOanda.TOKEN);
        desk = new Desk(venue);
        desk.catchUp();
    }

    @AfterEach
    void end() {
        venue.close();
        oanda.close();
    }

    /** From here on what is not answered is given up soon. */
    private void inHaste() {
        venue.close();
        venue = venue(StubOanda.TOKEN, HASTY);
        desk = new Desk(venue, desk);
        desk.catchUp();
    }

    private OandaAccount venue(String token) {
        return venue(token, PATIENT);
    }

    private OandaAccount venue(String token, Duration timeout) {
        OandaToken held = OandaToken.fromEnvironment(token);
        OandaHttp http = new OandaHttp(
                oanda.url(),
                Duration.ofSeconds(2),
                timeout,
                Duration.ofMillis(300),
                held,
                new RequestBudget(100, 20, this::nanos),
                Clock.systemUTC());
        TransactionStream stream = new TransactionStream(
                oanda.url().resolve("/v3/accounts/" + StubOanda.ACCOUNT + "/transactions/stream"),
                Duration.ofSeconds(2),
                held,
                this::nanos);
        return new OandaAccount(
                http, stream, StubOanda.ACCOUNT, "USD", Instruments.builtIn(), Clock.systemUTC(), this::nanos);
    }

    private long nanos() {
        return System.nanoTime() + ahead.get();
    }

    /** Until the client has heard the stream, which the server has open before that: it then waits without asking. */
    private void awaitStream() {
        await().atMost(PATIENT).until(() -> {
            long asked = questions();
            desk.follow(Duration.ofMillis(10));
            return questions() == asked;
        });
    }

    /** How often the account was asked for what is new. */
    private long questions() {
        return oanda.journal().stream().filter(each -> each.contains("sinceid")).count();
    }

    private static Order longEuro(String verdict) {
        return Desk.entry(verdict, "EURUSD", Side.BUY, "10000", "1.09", "1.12");
    }

    @Test
    void an_entry_fills_and_its_stop_and_target_work_as_one_protection() {
        Order entry = longEuro("v1");

        assertThat(desk.enter(entry)).isEqualTo(OrderState.ACCEPTED);
        desk.catchUp();

        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.ACCEPTED);
        assertThat(oanda.pendingOrders()).isEqualTo(2);
        assertThat(desk.position("EURUSD")).isEqualByComparingTo("10000");
        assertThat(desk.cash()).isEqualByComparingTo("89000");
        assertThat(desk.differences()).isEmpty();
        assertThat(oanda.lastRequest().path("units").asText()).isEqualTo("10000");
        assertThat(oanda.lastRequest().path("stopLossOnFill").path("price").asText())
                .isEqualTo("1.09000");
    }

    @Test
    void a_limit_entry_rests_fills_when_the_price_comes_and_is_protected_by_the_same_fill() {
        Order entry = Desk.limit(longEuro("v1"), "1.097009", TimeInForce.GTD);

        assertThat(desk.enter(entry)).isEqualTo(OrderState.ACCEPTED);
        JsonNode sent = oanda.lastRequest();
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.ACCEPTED);
        oanda.price("EUR_USD", "1.09690", "1.09700");

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.ACCEPTED);
        assertThat(sent.path("type").asText()).isEqualTo("LIMIT");
        assertThat(sent.path("price").asText()).as("never worse than asked for").isEqualTo("1.09700");
        assertThat(sent.path("timeInForce").asText()).isEqualTo("GTD");
        assertThat(sent.path("gtdTime").asText()).isEqualTo(entry.validUntil().toString());
        assertThat(sent.path("stopLossOnFill").path("price").asText()).isEqualTo("1.09000");
    }

    @Test
    void a_limit_entry_whose_time_is_over_at_oanda_is_expired_and_leaves_nothing() {
        Order entry = Desk.limit(longEuro("v1"), "1.09", TimeInForce.GTD);
        desk.enter(entry);
        oanda.expire(entry.clientOrderId());

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.EXPIRED);
        assertThat(oanda.pendingOrders()).isZero();
    }

    @Test
    void a_market_entry_may_give_up_what_it_does_not_get() {
        Order entry = longEuro("v1");
        desk.enter(Desk.with(entry, new OrderTerms(OrderType.MARKET, null, TimeInForce.IOC)));

        assertThat(oanda.lastRequest().path("type").asText()).isEqualTo("MARKET");
        assertThat(oanda.lastRequest().path("timeInForce").asText()).isEqualTo("IOC");
        assertThat(oanda.lastRequest().has("gtdTime")).isFalse();
    }

    @Test
    void a_stop_that_follows_the_price_is_one_protection_with_the_stop_that_stays() {
        Order entry = Desk.trailing(longEuro("v1"), "0.010009");
        desk.enter(entry);
        JsonNode sent = oanda.lastRequest();
        oanda.price("EUR_USD", "1.11500", "1.11510");
        assertThat(desk.differences()).isEmpty();
        assertThat(oanda.pendingOrders()).isEqualTo(3);
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.ACCEPTED);

        oanda.price("EUR_USD", "1.10480", "1.10490");

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.FILLED);
        assertThat(desk.position("EURUSD")).isZero();
        assertThat(oanda.pendingOrders()).isZero();
        assertThat(sent.at("/trailingStopLossOnFill/distance").asText())
                .as("in the instrument's digits, towards the position")
                .isEqualTo("0.01000");
        assertThat(sent.at("/trailingStopLossOnFill/clientExtensions/id").asText())
                .isEqualTo(entry.protection().clientOrderId() + "-ts");
        assertThat(sent.at("/stopLossOnFill/price").asText()).isEqualTo("1.09000");
    }

    @Test
    void all_orders_of_a_protection_that_follows_are_taken_off_for_an_exit() {
        Order entry = Desk.trailing(longEuro("v1"), "0.01");
        desk.enter(entry);
        desk.catchUp();

        assertThat(venue.cancel(entry.protection().clientOrderId())).isInstanceOf(VenueAnswer.Has.class);

        assertThat(oanda.pendingOrders()).isZero();
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.CANCELED);
    }

    @ParameterizedTest
    @CsvSource({"0.0004, least 0.00050", "1.5, most 1.00000"})
    void a_stop_that_would_follow_closer_or_farther_than_the_instrument_allows_never_leaves(
            String distance, String bound) {
        Order entry = Desk.trailing(longEuro("v1"), distance);

        assertThat(desk.enter(entry)).isEqualTo(OrderState.DENIED);

        assertThat(venue.obstacle(entry, entry.protection()))
                .contains("VENUE_TERMS: the stop follows at " + distance + ", expected at " + bound + " in EUR_USD");
    }

    @Test
    void a_sale_has_units_below_zero_and_its_stop_above() {
        Order entry = Desk.entry("v1", "EURUSD", Side.SELL, "10000", "1.110004", "1.0800049");

        desk.enter(entry);

        assertThat(oanda.lastRequest().path("units").asText()).isEqualTo("-10000");
        assertThat(oanda.lastRequest().path("stopLossOnFill").path("price").asText())
                .as("rounded towards the position")
                .isEqualTo("1.11000");
        assertThat(oanda.lastRequest().path("takeProfitOnFill").path("price").asText())
                .isEqualTo("1.08001");
        assertThat(desk.differences()).isEmpty();
    }

    @Test
    void the_target_trades_and_the_protection_is_filled_once() {
        Order entry = longEuro("v1");
        desk.enter(entry);
        oanda.price("EUR_USD", "1.12010", "1.12020");

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.FILLED);
        assertThat(desk.position("EURUSD")).isZero();
        assertThat(desk.cash()).isEqualByComparingTo(oanda.cash()).isEqualByComparingTo("100201");
        assertThat(oanda.pendingOrders()).isZero();
    }

    @Test
    void the_stop_trades_and_the_target_goes_with_it() {
        Order entry = longEuro("v1");
        desk.enter(entry);
        oanda.price("EUR_USD", "1.08990", "1.09000");

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.FILLED);
        assertThat(desk.cash()).isEqualByComparingTo("99899");
    }

    @Test
    void protection_is_taken_off_whole_before_an_exit() {
        Order entry = longEuro("v1");
        desk.enter(entry);
        desk.catchUp();

        VenueAnswer off = venue.cancel(entry.protection().clientOrderId());
        Order exit = Desk.exit("v2", "EURUSD", Side.SELL, "10000");
        desk.send(exit, null);

        assertThat(off)
                .isInstanceOfSatisfying(
                        VenueAnswer.Has.class,
                        has -> assertThat(has.order().state().works()).isFalse());
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.CANCELED);
        assertThat(desk.state(exit)).isEqualTo(OrderState.FILLED);
        assertThat(desk.position("EURUSD")).isZero();
        assertThat(oanda.lastRequest().path("positionFill").asText()).isEqualTo("REDUCE_ONLY");
        assertThat(venue.cancel(entry.protection().clientOrderId())).isEqualTo(new VenueAnswer.HasNot());
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"TIMEOUT_AFTER_ACCEPT", "ERROR_AFTER_ACCEPT", "CUT_AFTER_ACCEPT", "GARBLED_AFTER_ACCEPT"})
    void an_order_that_was_taken_without_an_answer_is_found_and_not_sent_again(Fault fault) {
        Order entry = longEuro("v1");
        inHaste();
        oanda.next(fault);

        assertThat(desk.enter(entry)).isEqualTo(OrderState.UNKNOWN);
        desk.ask(LONG_AGO);
        desk.sendAgain();

        assertThat(desk.state(entry)).isEqualTo(OrderState.ACCEPTED);
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(oanda.ordersOf(entry.clientOrderId())).isOne();
        assertThat(oanda.fillsOf(entry.clientOrderId())).isOne();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"LOST", "RATE_LIMITED", "RATE_LIMITED_SILENTLY"})
    void an_order_that_never_arrived_is_absent_after_the_window_only_and_sent_again_once(Fault fault) {
        Order entry = longEuro("v1");
        inHaste();
        oanda.next(fault);

        assertThat(desk.enter(entry)).isEqualTo(OrderState.UNKNOWN);
        ahead.addAndGet(Duration.ofSeconds(40).toNanos());
        desk.ask(JUST_NOW);
        assertThat(desk.state(entry)).isEqualTo(OrderState.UNKNOWN);
        desk.ask(LONG_AGO);
        assertThat(desk.state(entry)).isEqualTo(OrderState.INTENT);
        desk.sendAgain();

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(oanda.ordersOf(entry.clientOrderId())).isOne();
    }

    @Test
    void an_order_that_arrives_late_is_adopted() {
        Order entry = longEuro("v1");
        inHaste();
        oanda.next(Fault.LATE);
        desk.enter(entry);
        desk.ask(JUST_NOW);
        oanda.arrive();
        desk.ask(LONG_AGO);
        desk.sendAgain();

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(oanda.ordersOf(entry.clientOrderId())).isOne();
    }

    @Test
    void a_restart_says_nothing_about_an_order_before_it_has_read_the_history() {
        Order entry = longEuro("v1");
        desk.dieWhileSending(entry);
        OandaAccount restarted = venue(StubOanda.TOKEN);
        Desk after = new Desk(restarted, desk);

        after.ask(LONG_AGO);
        assertThat(after.state(entry)).isEqualTo(OrderState.SUBMITTING);
        after.catchUp();
        after.ask(LONG_AGO);
        after.sendAgain();

        assertThat(after.differences()).isEmpty();
        assertThat(after.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(oanda.ordersOf(entry.clientOrderId())).isOne();
        restarted.close();
    }

    @Test
    void a_question_without_an_answer_is_not_an_absence() {
        Order entry = longEuro("v1");
        inHaste();
        oanda.next(Fault.LOST);
        desk.enter(entry);
        oanda.mute(true);

        desk.ask(LONG_AGO);

        assertThat(desk.state(entry)).isEqualTo(OrderState.UNKNOWN);
        oanda.mute(false);
        desk.ask(LONG_AGO);
        assertThat(desk.state(entry)).isEqualTo(OrderState.INTENT);
    }

    @Test
    void created_and_cancelled_in_one_answer_is_a_cancellation_and_never_works() {
        oanda.halted("EUR_USD", true);
        Order entry = longEuro("v1");

        assertThat(desk.enter(entry)).isEqualTo(OrderState.CANCELED);

        assertThat(desk.order(entry.clientOrderId()).life().reason()).isEqualTo("MARKET_HALTED");
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.CANCELED);
        assertThat(desk.position("EURUSD")).isZero();
    }

    @Test
    void a_cancellation_that_nobody_was_told_of_comes_to_the_same_end() {
        Order entry = Desk.entry("v1", "EURUSD", Side.BUY, "10000", "1.2", null);
        inHaste();
        oanda.next(Fault.TIMEOUT_AFTER_ACCEPT);

        desk.enter(entry);
        desk.ask(LONG_AGO);

        assertThat(desk.state(entry)).isEqualTo(OrderState.CANCELED);
        assertThat(desk.order(entry.clientOrderId()).life().reason()).isEqualTo("STOP_LOSS_ON_FILL_LOSS");
        assertThat(desk.differences()).isEmpty();
    }

    @Test
    void an_exit_of_a_halted_instrument_is_cancelled_and_the_position_stays_in_the_books() {
        Order entry = longEuro("v1");
        desk.enter(entry);
        oanda.halted("EUR_USD", true);
        Order exit = Desk.exit("v2", "EURUSD", Side.SELL, "10000");

        assertThat(desk.send(exit, null)).isEqualTo(OrderState.CANCELED);

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.position("EURUSD")).isEqualByComparingTo("10000");
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.ACCEPTED);
    }

    @Test
    void at_a_closed_market_nothing_is_sent_and_protection_stays_on() {
        Order entry = longEuro("v1");
        desk.enter(entry);
        desk.catchUp();
        oanda.closed("EUR_USD", true);
        long before = oanda.lastId();
        Order exit = Desk.exit("v2", "EURUSD", Side.SELL, "10000");

        assertThat(venue.obstacle(exit, null)).contains("MARKET_CLOSED: EUR_USD does not trade now");
        assertThat(desk.enter(longEuro("v3"))).isEqualTo(OrderState.DENIED);
        assertThat(venue.obstacle(entry.protection(), null)).isEmpty();
        assertThat(oanda.lastId()).isEqualTo(before);
        assertThat(desk.differences()).isEmpty();
    }

    @Test
    void the_limit_of_margin_is_a_cancellation_too() {
        Order entry = Desk.entry("v1", "EURUSD", Side.BUY, "90000000", "1.09", null);

        assertThat(desk.enter(entry)).isEqualTo(OrderState.CANCELED);
        assertThat(desk.order(entry.clientOrderId()).life().reason()).isEqualTo("INSUFFICIENT_MARGIN");
        assertThat(desk.differences()).isEmpty();
    }

    @Test
    void changed_digits_reject_one_order_and_the_next_has_them_right() {
        desk.enter(longEuro("v0"));
        oanda.precision("EUR_USD", 4);
        Order refused = longEuro("v1");
        Order right = Desk.entry("v2", "EURUSD", Side.BUY, "10000", "1.09001", "1.12009");

        assertThat(desk.enter(refused)).isEqualTo(OrderState.REJECTED);
        assertThat(desk.order(refused.clientOrderId()).life().reason())
                .startsWith("STOP_LOSS_ON_FILL_PRICE_PRECISION_EXCEEDED");
        desk.enter(right);

        assertThat(oanda.lastRequest().path("stopLossOnFill").path("price").asText())
                .isEqualTo("1.0901");
        assertThat(oanda.lastRequest().path("takeProfitOnFill").path("price").asText())
                .isEqualTo("1.1200");
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(right)).isEqualTo(OrderState.FILLED);
    }

    @Test
    void history_that_comes_twice_and_backwards_is_booked_once_and_in_order() {
        oanda.tellsHistoryAskew(true);
        Order entry = longEuro("v1");
        desk.enter(entry);
        for (long id = oanda.lastId(); id > 2; id--) {
            oanda.repeat(id);
        }
        oanda.price("EUR_USD", "1.12010", "1.12020");
        oanda.repeat(3);

        assertThat(desk.differences()).isEmpty();
        assertThat(oanda.journal())
                .as("nothing was taken for a hole")
                .noneMatch(each -> each.matches("GET /transactions/[0-9]+"));
        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(desk.cash()).isEqualByComparingTo("100201");
    }

    @Test
    void a_number_that_a_page_left_out_is_asked_for_before_what_follows_is_booked() {
        Order entry = longEuro("v1");
        desk.enter(entry);
        oanda.leavesOut(4);

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(oanda.requests("GET /transactions/4")).isOne();
    }

    @Test
    void an_exit_leaves_although_no_question_is_answered() {
        Order entry = longEuro("v1");
        desk.enter(entry);
        desk.catchUp();
        OandaAccount restarted = venue(StubOanda.TOKEN);
        Desk after = new Desk(restarted, desk);
        oanda.mute(true);

        assertThat(after.send(Desk.exit("v2", "EURUSD", Side.SELL, "10000"), null))
                .isEqualTo(OrderState.ACCEPTED);

        oanda.mute(false);
        assertThat(after.differences()).isEmpty();
        assertThat(after.position("EURUSD")).isZero();
        restarted.close();
    }

    @Test
    void an_entry_whose_terms_are_not_known_is_certain_not_to_have_left() {
        Order entry = longEuro("v1");
        oanda.mute(true);

        assertThat(desk.enter(entry)).isEqualTo(OrderState.INTENT);

        oanda.mute(false);
        desk.sendAgain();
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(oanda.ordersOf(entry.clientOrderId())).isOne();
    }

    @Test
    void an_exit_for_which_the_budget_has_no_room_is_certain_not_to_have_left() {
        desk.enter(longEuro("v1"));
        desk.catchUp();
        inHaste();
        oanda.retryAfter(30);
        oanda.next(Fault.RATE_LIMITED);
        assertThat(desk.enter(Desk.entry("v2", "GBPUSD", Side.BUY, "100", "1.2", null)))
                .isEqualTo(OrderState.UNKNOWN);
        Order exit = Desk.exit("v3", "EURUSD", Side.SELL, "10000");

        assertThat(desk.send(exit, null)).isEqualTo(OrderState.INTENT);

        assertThat(desk.order(exit.clientOrderId()).life().reason()).contains("POST", "the request budget has room in");
        ahead.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(desk.send(exit, null)).isEqualTo(OrderState.ACCEPTED);
        assertThat(oanda.ordersOf(exit.clientOrderId())).isOne();
    }

    @Test
    void more_than_a_page_of_history_is_read_to_its_end() {
        oanda.idle(2_500);
        Order entry = longEuro("v1");
        inHaste();
        oanda.next(Fault.TIMEOUT_AFTER_ACCEPT);

        desk.enter(entry);
        desk.ask(LONG_AGO);

        assertThat(desk.state(entry)).isEqualTo(OrderState.ACCEPTED);
        assertThat(desk.differences()).isEmpty();
    }

    @Test
    void a_stream_that_is_silent_for_two_minutes_hides_no_fill() {
        awaitStream();
        Order entry = longEuro("v1");
        desk.enter(entry);
        desk.catchUp();
        oanda.silent(true);
        oanda.price("EUR_USD", "1.08990", "1.09000");
        long streams = oanda.requests("GET /transactions/stream");

        ahead.addAndGet(Duration.ofMinutes(2).toNanos());
        desk.follow(Duration.ofMillis(100));

        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.FILLED);
        assertThat(desk.differences()).isEmpty();
        await().atMost(5, TimeUnit.SECONDS).until(() -> oanda.requests("GET /transactions/stream") > streams);
    }

    @Test
    void a_stream_that_opens_and_never_speaks_is_connected_anew() {
        await().atMost(5, TimeUnit.SECONDS).until(() -> oanda.openStreams() == 1);
        oanda.silent(true);
        oanda.endStreams();
        await().atMost(5, TimeUnit.SECONDS).until(() -> oanda.openStreams() == 1);
        long streams = oanda.requests("GET /transactions/stream");

        await().atMost(PATIENT).until(() -> {
            ahead.addAndGet(Duration.ofSeconds(21).toNanos());
            desk.follow(Duration.ofMillis(10));
            return oanda.requests("GET /transactions/stream") > streams;
        });
    }

    @Test
    void a_stream_that_speaks_saves_questions_and_tells_of_a_fill_at_once() {
        awaitStream();
        Order entry = longEuro("v1");
        desk.enter(entry);
        desk.catchUp();
        oanda.heartbeat();
        long asked = questions();

        desk.follow(Duration.ofMillis(50));
        desk.follow(Duration.ofMillis(50));
        assertThat(questions()).isEqualTo(asked);
        oanda.price("EUR_USD", "1.08990", "1.09000");
        desk.follow(Duration.ofSeconds(5));

        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.FILLED);
    }

    @Test
    void without_a_stream_the_account_is_asked_once_for_each_wait() {
        awaitStream();
        oanda.silent(true);
        ahead.addAndGet(Duration.ofMinutes(2).toNanos());
        int asked = oanda.journal().size();
        long begun = System.nanoTime();

        desk.follow(Duration.ofMillis(300));

        assertThat(System.nanoTime() - begun)
                .isGreaterThanOrEqualTo(Duration.ofMillis(300).toNanos());
        assertThat(oanda.journal().stream().skip(asked).filter(each -> each.contains("sinceid")))
                .hasSize(1);
    }

    @Test
    void a_history_that_does_not_come_to_its_last_number_is_an_answer_that_says_nothing() {
        oanda.idle(1);
        oanda.leavesOut(oanda.lastId());

        // It was asked for without a pause before.
        assertThatThrownBy(() -> assertTimeoutPreemptively(PATIENT, desk::catchUp))
                .isInstanceOf(VenueUnavailable.class)
                .hasMessageContaining("of none after");
        oanda.leavesOut(0);
        assertThat(desk.differences()).isEmpty();
    }

    @Test
    void a_trade_by_hand_is_in_the_books_and_known_as_nobodys() {
        oanda.byHand("GBP_USD", "-2000");

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.outside()).hasSize(1);
        assertThat(desk.position("GBPUSD")).isEqualByComparingTo("-2000");
    }

    @Test
    void financing_and_the_fourth_digit_do_not_drift_away() {
        for (int round = 0; round < 40; round++) {
            Order entry = Desk.entry("v" + round, "EURUSD", Side.BUY, "3333", "1.09", null);
            oanda.price("EUR_USD", "1.09991", "1.10001");
            desk.enter(entry);
            oanda.price("EUR_USD", "1.08997", "1.09007");
        }
        oanda.financing("-1.2345");
        desk.catchUp();

        assertThat(desk.cash()).isEqualByComparingTo(oanda.cash());
        assertThat(desk.differences()).isEmpty();
    }

    @Test
    void numbers_that_are_no_plain_strings_are_read_and_hold_nothing_up() {
        oanda.fillsAre(fill -> fill.put("financing", -0.0012).put("pl", "-1E-4"));
        Order entry = longEuro("v1");
        desk.enter(entry);

        assertThat(desk.differences()).isEmpty();

        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.ACCEPTED);
        assertThat(desk.cash()).isEqualByComparingTo("88999.9988");
    }

    @Test
    void a_fill_without_the_deprecated_price_is_booked_at_those_of_its_trades() {
        oanda.fillsAre(fill -> fill.remove("price"));
        Order entry = longEuro("v1");
        desk.enter(entry);
        oanda.price("EUR_USD", "1.08990", "1.09000");

        assertThat(desk.differences()).isEmpty();

        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.FILLED);
        assertThat(desk.cash()).isEqualByComparingTo(oanda.cash()).isEqualByComparingTo("99899");
    }

    @Test
    void trades_that_closed_at_two_prices_are_booked_at_their_price_by_quantity() {
        desk.enter(longEuro("v1"));
        desk.enter(Desk.entry("v2", "EURUSD", Side.BUY, "30000", "1.08", null));
        desk.catchUp();
        oanda.fillsAre(fill -> {
            fill.remove("price");
            ((ObjectNode) fill.at("/tradesClosed/0")).put("price", "1.09990");
            ((ObjectNode) fill.at("/tradesClosed/1")).put("price", "1.09970");
        });

        desk.send(Desk.exit("v3", "EURUSD", Side.SELL, "40000"), null);
        desk.catchUp();

        assertThat(desk.position("EURUSD")).isZero();
        assertThat(desk.cash()).as("40,000 at 1.09975").isEqualByComparingTo("99990");
    }

    @Test
    void a_fill_whose_trades_have_no_price_either_is_booked_at_its_average_price() {
        oanda.fillsAre(fill -> {
            fill.remove("price");
            ((ObjectNode) fill.path("tradeOpened")).remove("price");
            fill.put("fullVWAP", 1.1);
        });
        desk.enter(longEuro("v1"));

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.cash()).isEqualByComparingTo("89000");
    }

    @Test
    void a_fill_without_any_price_is_not_booked() {
        oanda.fillsAre(fill -> {
            fill.remove("price");
            ((ObjectNode) fill.path("tradeOpened")).remove("price");
        });
        desk.enter(longEuro("v1"));

        assertThatThrownBy(desk::catchUp)
                .isInstanceOf(VenueUnavailable.class)
                .hasMessageContaining("of type ORDER_FILL has no price");
        assertThat(desk.position("EURUSD")).isZero();
    }

    @Test
    void a_market_entry_that_got_a_part_has_ended_with_it() {
        oanda.fillsOnly("3000");
        Order entry = Desk.with(longEuro("v1"), new OrderTerms(OrderType.MARKET, null, TimeInForce.IOC));

        desk.enter(entry);

        assertThat(desk.differences()).isEmpty();
        OrderLife life = desk.order(entry.clientOrderId()).life();
        assertThat(life.state()).isEqualTo(OrderState.CANCELED);
        assertThat(life.filled()).isEqualByComparingTo("3000");
        assertThat(life.reason()).isEqualTo("3000 of 10000 traded, the rest was given up");
        assertThat(desk.position("EURUSD")).isEqualByComparingTo("3000");
        assertThat(desk.order(entry.protection().clientOrderId()).life())
                .satisfies(covered -> assertThat(covered.state()).isEqualTo(OrderState.ACCEPTED))
                .satisfies(covered -> assertThat(covered.quantity()).isEqualByComparingTo("3000"));
    }

    @Test
    void the_same_stretch_of_history_says_the_same_each_time() {
        long opened = OandaEvents.lastEventOf(oanda.lastId());
        oanda.fillsOnly("3000");
        desk.enter(longEuro("v1"));

        List<VenueEvent> once =
                venue.events(Desk.PORTFOLIO, opened, 0, Duration.ZERO).events();
        List<VenueEvent> again =
                venue.events(Desk.PORTFOLIO, opened, 0, Duration.ZERO).events();

        assertThat(again).isNotEmpty().isEqualTo(once);
        assertThat(once).filteredOn(VenueEvent.Traded.class::isInstance).hasSize(1);
    }

    /** A stop that stands alone, in the place of the protection that came with the entry. */
    private Order placedAgain(Order entry) {
        desk.enter(entry);
        desk.catchUp();
        Order protection = entry.protection();
        venue.cancel(protection.clientOrderId());
        desk.catchUp();
        Order again = desk.order(protection.clientOrderId()).nextGeneration(entry.quantity(), protection.decidedAt());
        assertThat(desk.send(again, null)).isEqualTo(OrderState.ACCEPTED);
        return again;
    }

    @Test
    void a_stop_that_was_larger_than_what_was_left_has_ended_with_it() {
        Order stop = placedAgain(longEuro("v1"));
        oanda.byHand("EUR_USD", "-4000");
        oanda.price("EUR_USD", "1.08990", "1.09000");

        assertThat(desk.differences()).isEmpty();

        assertThat(desk.state(stop)).isEqualTo(OrderState.CANCELED);
        assertThat(desk.order(stop.clientOrderId()).life().filled()).isEqualByComparingTo("6000");
        assertThat(desk.position("EURUSD")).isZero();
    }

    @Test
    void a_stop_that_is_issued_anew_for_its_rest_works_on() {
        Order stop = placedAgain(longEuro("v1"));

        oanda.fillPartAndIssueAnew(stop.clientOrderId(), "4000", "1.08990");

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(stop)).isEqualTo(OrderState.PARTIALLY_FILLED);
        assertThat(desk.order(stop.clientOrderId()).quantity()).isEqualByComparingTo("10000");
        oanda.price("EUR_USD", "1.08990", "1.09000");
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(stop)).isEqualTo(OrderState.FILLED);
        assertThat(desk.position("EURUSD")).isZero();
    }

    @Test
    void a_limit_that_is_issued_anew_for_its_rest_keeps_its_whole_quantity() {
        Order entry = Desk.limit(longEuro("v1"), "1.09", TimeInForce.GTC);
        desk.send(entry, null);

        oanda.fillPartAndIssueAnew(entry.clientOrderId(), "3000", "1.09");
        oanda.fillPartAndIssueAnew(entry.clientOrderId(), "2000", "1.09");

        assertThat(desk.differences()).isEmpty();
        OrderLife life = desk.order(entry.clientOrderId()).life();
        assertThat(life.state()).isEqualTo(OrderState.PARTIALLY_FILLED);
        assertThat(life.quantity()).isEqualByComparingTo("10000");
        assertThat(life.filled()).isEqualByComparingTo("5000");
        assertThat(venue.cancel(entry.clientOrderId())).isInstanceOf(VenueAnswer.Has.class);
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.CANCELED);
        assertThat(oanda.pendingOrders()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"CLIENT_REQUEST_REPLACED, true", "CLIENT_REQUEST_REPLACED, false", "DIVIDEND_ADJUSTMENT_REPLACED, true"
    })
    void a_stop_that_was_moved_at_oanda_is_the_same_protection(String reason, boolean keepsId) {
        Order entry = longEuro("v1");
        Order protection = entry.protection();
        desk.enter(entry);
        desk.catchUp();

        oanda.move(protection.clientOrderId(), "1.09500", reason, keepsId);

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(protection)).isEqualTo(OrderState.ACCEPTED);
        assertThat(desk.outside()).isEmpty();
        oanda.price("EUR_USD", "1.09490", "1.09500");
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(protection)).isEqualTo(OrderState.FILLED);
        assertThat(desk.position("EURUSD")).isZero();
        assertThat(desk.outside()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_protection_whose_stop_was_moved_is_taken_off_whole_after_a_restart_too(boolean keepsId) {
        Order entry = longEuro("v1");
        Order protection = entry.protection();
        desk.enter(entry);
        desk.catchUp();
        oanda.move(protection.clientOrderId(), "1.09500", "CLIENT_REQUEST_REPLACED", keepsId);
        OandaAccount restarted = venue(StubOanda.TOKEN);
        Desk after = new Desk(restarted, desk);

        assertThat(restarted.cancel(protection.clientOrderId())).isInstanceOf(VenueAnswer.Has.class);

        assertThat(oanda.pendingOrders()).isZero();
        assertThat(after.differences()).isEmpty();
        assertThat(after.state(protection)).isEqualTo(OrderState.CANCELED);
        restarted.close();
    }

    @Test
    void a_protection_whose_target_was_taken_off_works_until_its_stop_is_too() {
        Order entry = longEuro("v1");
        Order protection = entry.protection();
        desk.enter(entry);
        desk.catchUp();

        oanda.cancelByHand(protection.clientOrderId() + OandaOrders.TARGET);

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(protection)).isEqualTo(OrderState.ACCEPTED);
        oanda.cancelByHand(protection.clientOrderId());
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(protection)).isEqualTo(OrderState.CANCELED);
    }

    @Test
    void a_protection_whose_stop_was_taken_off_has_ended_although_its_target_works() {
        Order entry = longEuro("v1");
        Order protection = entry.protection();
        desk.enter(entry);
        desk.catchUp();

        oanda.cancelByHand(protection.clientOrderId());

        assertThat(desk.differences())
                .singleElement()
                .asString()
                .contains(protection.clientOrderId(), "works at the venue");
        assertThat(desk.state(protection)).isEqualTo(OrderState.CANCELED);
    }

    @Test
    void a_stop_that_is_refused_on_fill_is_a_refused_protection_and_is_placed_again() {
        oanda.refusesOnFill("STOP_LOSS", "STOP_LOSS_ON_FILL_LOSS");
        Order entry = Desk.entry("v1", "EURUSD", Side.BUY, "10000", "1.09", null);
        desk.enter(entry);

        assertThat(desk.differences()).isEmpty();

        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        Order protection = desk.order(entry.protection().clientOrderId());
        assertThat(protection.state()).isEqualTo(OrderState.REJECTED);
        assertThat(protection.life().reason()).isEqualTo("STOP_LOSS_ON_FILL_LOSS");
        Position position = Position.flat("EURUSD")
                .trade(Side.BUY, new BigDecimal("10000"), new BigDecimal("1.1"))
                .after();
        Order again = Protection.retried(position, List.of(), List.of(protection), entry.decidedAt())
                .orElseThrow();
        assertThat(desk.send(again, null)).isEqualTo(OrderState.ACCEPTED);
        assertThat(oanda.lastRequest().path("type").asText()).isEqualTo("STOP");
        assertThat(oanda.covered("EUR_USD")).isEqualByComparingTo("10000");
        assertThat(desk.differences()).isEmpty();
    }

    @Test
    void a_target_is_no_protection_where_the_stop_was_refused() {
        oanda.refusesOnFill("STOP_LOSS", "STOP_LOSS_ON_FILL_LOSS");
        Order entry = longEuro("v1");
        desk.enter(entry);

        assertThat(desk.differences())
                .singleElement()
                .asString()
                .contains(entry.protection().clientOrderId(), "works at the venue");
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.REJECTED);
    }

    @Test
    void a_stop_that_follows_may_be_refused_where_the_one_that_stays_was_taken() {
        oanda.refusesOnFill("TRAILING_STOP_LOSS", "TRAILING_STOP_LOSS_ON_FILL_PRICE_DISTANCE_MAXIMUM_EXCEEDED");
        Order entry = Desk.trailing(longEuro("v1"), "0.01");
        desk.enter(entry);

        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.ACCEPTED);
    }

    @Test
    void the_refused_stop_of_a_second_copy_leaves_the_first_ones_protection_alone() {
        Order entry = longEuro("v1");
        desk.enter(entry);
        oanda.refusesOnFill("STOP_LOSS", "CLIENT_ORDER_ID_ALREADY_EXISTS");
        oanda.refusesOnFill("TAKE_PROFIT", "CLIENT_ORDER_ID_ALREADY_EXISTS");
        assertThat(venue.place(entry, entry.protection(), Optional::empty)).isInstanceOf(VenueAnswer.Has.class);

        desk.catchUp();

        assertThat(desk.state(entry.protection())).isEqualTo(OrderState.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({"-1.5000, 89001.5, 0, 1.5", "2.5000, 88997.5, 2.5, 0"})
    void what_oanda_pays_for_a_trade_is_money_beside_it_and_never_a_fee_below_zero(
            String commission, String cash, String fee, String beside) {
        long opened = OandaEvents.lastEventOf(oanda.lastId());
        oanda.commission(commission);
        desk.enter(longEuro("v1"));

        List<VenueEvent> events =
                venue.events(Desk.PORTFOLIO, opened, 0, Duration.ZERO).events();

        assertThat(events)
                .filteredOn(VenueEvent.Traded.class::isInstance)
                .singleElement()
                .satisfies(
                        event -> assertThat(((VenueEvent.Traded) event).fee()).isEqualByComparingTo(fee));
        assertThat(events.stream()
                        .filter(VenueEvent.CashMoved.class::isInstance)
                        .map(event -> ((VenueEvent.CashMoved) event).amount())
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(beside);
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.cash()).isEqualByComparingTo(oanda.cash()).isEqualByComparingTo(cash);
    }

    @Test
    void an_order_that_was_not_answered_and_then_moved_is_found_as_working() {
        inHaste();
        Order entry = Desk.limit(longEuro("v1"), "1.09", TimeInForce.GTC);
        oanda.next(Fault.TIMEOUT_AFTER_ACCEPT);
        assertThat(desk.send(entry, null)).isEqualTo(OrderState.UNKNOWN);
        oanda.move(entry.clientOrderId(), "1.08", "CLIENT_REQUEST_REPLACED", false);

        desk.ask(LONG_AGO);
        desk.sendAgain();

        assertThat(desk.state(entry)).isEqualTo(OrderState.ACCEPTED);
        assertThat(desk.differences()).isEmpty();
        assertThat(oanda.ordersOf(entry.clientOrderId())).isOne();
        assertThat(oanda.pendingOrders()).isOne();
    }

    @Test
    void a_second_copy_is_seen_as_what_it_is_when_the_venue_refuses_it() {
        oanda.remembersTradeIds(true);
        Order entry = longEuro("v1");
        desk.enter(entry);

        VenueAnswer second = venue.place(entry, entry.protection(), Optional::empty);

        assertThat(second).isInstanceOf(VenueAnswer.Nothing.class);
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(entry)).isEqualTo(OrderState.FILLED);
        assertThat(oanda.fillsOf(entry.clientOrderId())).isOne();
    }

    @Test
    void a_pending_order_that_comes_twice_is_the_one_that_is_there() {
        Order entry = longEuro("v1");
        desk.enter(entry);
        desk.catchUp();
        Order protection = entry.protection();
        venue.cancel(protection.clientOrderId());
        desk.catchUp();
        Order again =
                desk.order(protection.clientOrderId()).nextGeneration(new BigDecimal("10000"), protection.decidedAt());

        assertThat(desk.send(again, null)).isEqualTo(OrderState.ACCEPTED);
        VenueAnswer second = venue.place(again, null, Optional::empty);

        assertThat(second).isInstanceOf(VenueAnswer.Has.class);
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(again)).isEqualTo(OrderState.ACCEPTED);
        assertThat(oanda.pendingOrders()).isOne();
        oanda.price("EUR_USD", "1.08990", "1.09000");
        assertThat(desk.differences()).isEmpty();
        assertThat(desk.state(again)).isEqualTo(OrderState.FILLED);
        assertThat(desk.position("EURUSD")).isZero();
    }

    @Test
    void what_the_venue_would_refuse_for_certain_is_not_sent() {
        long before = oanda.lastId();

        assertThat(desk.enter(Desk.entry("v1", "EURUSD", Side.BUY, "10.5", "1.09", null)))
                .isEqualTo(OrderState.DENIED);
        assertThat(desk.enter(Desk.entry("v2", "SPY", Side.BUY, "1", "1.09", null)))
                .isEqualTo(OrderState.DENIED);
        assertThat(desk.enter(Desk.entry("v3", "USDJPY", Side.BUY, "1000", "140", null)))
                .isEqualTo(OrderState.DENIED);
        assertThat(desk.enter(Desk.entry("v4", "EURUSD", Side.BUY, "100000001", "1.09", null)))
                .isEqualTo(OrderState.DENIED);
        assertThat(oanda.lastId()).isEqualTo(before);
    }

    @Test
    void an_account_that_is_not_flat_is_no_place_to_begin() {
        oanda.byHand("EUR_USD", "100");
        OandaAccount second = venue(StubOanda.TOKEN);

        assertThatThrownBy(() -> new Desk(second).catchUp())
                .isInstanceOf(VenueUnavailable.class)
                .hasMessageContaining("1 open trades");
        second.close();
    }

    @Test
    void a_wrong_token_ends_in_words_that_do_not_hold_it() {
        String wrong = "f".repeat(32) + "-" + "0".repeat(32);
        OandaAccount second = venue(wrong);

        assertThat(second.preflight())
                .singleElement()
                .asString()
                .contains("refuses the token (status 401)")
                .doesNotContain(wrong);
        assertThatThrownBy(() -> new Desk(second).catchUp())
                .isInstanceOf(VenueUnavailable.class)
                .message()
                .doesNotContain(wrong);
        assertThat(second.place(longEuro("v1"), null, Optional::empty).toString())
                .doesNotContain(wrong);
        second.close();
    }

    @Test
    void all_that_is_wrong_with_an_account_is_said_at_once() {
        oanda.currency("EUR");
        oanda.hedging(true);
        oanda.mt4(true);
        OandaAccount second = venue(StubOanda.TOKEN);

        assertThat(second.preflight())
                .hasSize(3)
                .anyMatch(problem -> problem.contains("MT4"))
                .anyMatch(problem -> problem.contains("in EUR, expected USD"))
                .anyMatch(problem -> problem.contains("hedging"));
        second.close();
    }
}
