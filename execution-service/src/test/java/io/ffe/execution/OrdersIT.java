package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderFilter;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueEventPage;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.venue.Venue;
import io.ffe.messaging.AdvisoryLock;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Traces;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.messaging.outbox.Lead;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.contract.RestSecurity;
import io.ffe.schema.control.ControlCommand;
import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Verdicts in, orders at a venue, books and executions out: with a real broker, a real database and real HTTP. */
@QuarkusTest
@QuarkusTestResource(
        value = RealInfrastructure.class,
        restrictToAnnotatedClass = true,
        initArgs = {
            @ResourceArg(name = "run", value = "orders-it"),
            @ResourceArg(name = "portfolio", value = "orders-it")
        })
class OrdersIT {

    private static final String PORTFOLIO = "orders-it";

    /** The session that leads, by the number of its lock in {@link OrderThread}; 0 when none does. */
    private static final String LEADS_ORDERS =
            "SELECT coalesce(max(pid), 0) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4606182"
                    + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    @Inject
    KafkaClients clients;

    @Inject
    Views views;

    @Inject
    Books books;

    @Inject
    DataSource database;

    @Inject
    TradingLatch latch;

    @Inject
    LastQuotes quotes;

    @Inject
    Venue venueInUse;

    @Inject
    Transactions transactions;

    @Inject
    LogicalTime time;

    @Inject
    ExecutionConfig config;

    @Inject
    RunConfig run;

    @Inject
    Traces traces;

    @Inject
    ExecutionMeters meters;

    @ConfigProperty(name = "mp.jwt.verify.publickey.location")
    String publicKey;

    StubVenue venue;
    Tokens tokens;
    Path tokenFile;

    private Market market;

    /** Goes on from test to test. */
    private static @Nullable LedgerSums carried;

    @BeforeEach
    void open() {
        market = new Market(clients, PORTFOLIO, PORTFOLIO, Origin.LIVE);
        // The test before may have closed entries, and they are closed until the books are compared again.
        await().atMost(Market.PATIENCE)
                .until(() -> views.portfolio(PORTFOLIO)
                        .filter(view -> view.entriesClosed() == null)
                        .isPresent());
    }

    @AfterEach
    void theBooksAreTheVenuesAndSumToZero() {
        venue.down(false);
        venue.mute(false);
        venue.silent(false);
        venue.garbled(false);
        await().atMost(Market.PATIENCE).untilAsserted(() -> {
            assertThat(views.portfolio(PORTFOLIO).orElseThrow().cash()).isEqualByComparingTo(venue.cash(PORTFOLIO));
            assertThat(views.orders(OrderFilter.ALL, 1000))
                    .noneMatch(order -> order.state() == OrderState.SUBMITTING || order.state() == OrderState.UNKNOWN);
        });
        assertThat(views.ledger().imbalance().values()).allMatch(sum -> sum.signum() == 0);
        if (carried == null) {
            carried = new LedgerSums(books);
        }
        assertThat(carried.byCurrency())
                .containsOnlyKeys(views.ledger().imbalance().keySet())
                .allSatisfy((currency, sum) -> assertThat(sum).as(currency).isZero());
        assertThat(views.ledger().balances())
                .filteredOn(balance -> balance.account().equals("cash")
                        && balance.portfolioId().equals(PORTFOLIO))
                .singleElement()
                .satisfies(cash -> assertThat(cash.amount()).isEqualByComparingTo(venue.cash(PORTFOLIO)));
        market.close();
    }

    @Test
    void nobody_comes_in_without_the_right_and_mistakes_tell_nothing_of_the_insides() {
        try (RestSecurity rest = new RestSecurity(
                "execution",
                URI.create("http://127.0.0.1:" + RestAssured.port),
                Path.of(URI.create(publicKey)),
                (role, subject, lifetime, claims) -> tokens.issue(Role.ofLabel(role), subject, lifetime, claims))) {
            rest.holds();
        }
    }

    @Test
    void one_approved_verdict_delivered_twice_makes_one_order_at_the_venue() {
        Verdict verdict = entry("BTCUSDT", "twice");

        market.send(verdict);
        market.send(verdict);
        awaitState(verdict, OrderState.ACCEPTED);
        market.send(verdict);

        Verdict after = entry("EURUSD", "after-twice");
        market.send(after);
        awaitState(after, OrderState.ACCEPTED);
        assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isEqualTo(1);
    }

    @Test
    void a_filled_entry_is_protected_and_its_target_closes_the_position() {
        Verdict verdict = entry("ETHUSDT", "round-trip");
        market.send(verdict);
        awaitState(verdict, OrderState.ACCEPTED);

        venue.fill(Market.orderIdOf(verdict), "100.10");
        awaitOrder(Market.protectionIdOf(verdict), OrderState.ACCEPTED);
        venue.fill(Market.protectionIdOf(verdict), "110");
        awaitOrder(Market.protectionIdOf(verdict), OrderState.FILLED);

        List<Execution> fills = market.awaitExecutions(
                2,
                event -> event.kind() == Execution.Kind.FILL && event.subject().equals("ETHUSDT"));
        assertThat(fills.getFirst().cashDelta()).isEqualByComparingTo("-200.4002");
        assertThat(fills.getFirst().realisedPnl()).isEqualByComparingTo("0");
        assertThat(fills.getLast().positionQuantity()).isEqualByComparingTo("0");
        // 2 x (110 - 100.10) less the fee of the closing fill
        assertThat(fills.getLast().realisedPnl()).isEqualByComparingTo("19.58");
        assertThat(positions("ETHUSDT")).isEmpty();
    }

    @Test
    void every_execution_has_the_next_number_and_the_portfolio_says_how_far_it_reaches() {
        Verdict verdict = entry("GBPUSD", "numbers");
        market.send(verdict);
        awaitState(verdict, OrderState.ACCEPTED);
        venue.fill(Market.orderIdOf(verdict), "100");
        awaitOrder(Market.protectionIdOf(verdict), OrderState.ACCEPTED);

        long last = views.portfolio(PORTFOLIO).orElseThrow().throughExecutionSeq();
        List<Execution> all = market.awaitExecutions((int) last, event -> true);
        assertThat(all.stream().map(Execution::sequence).distinct().toList())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, all.getLast().sequence())
                                .boxed()
                                .toList());
        assertThat(all.getFirst().kind()).isEqualTo(Execution.Kind.CASH);
        assertThat(all.getFirst().cashDelta()).isEqualByComparingTo("100000");
        await().atMost(Market.PATIENCE)
                .until(() -> market.portfolios().stream()
                        .mapToLong(Portfolio::throughExecutionSeq)
                        .anyMatch(through -> through >= last));
        assertThat(market.portfolios().stream()
                        .map(Portfolio::version)
                        .distinct()
                        .toList())
                .isSorted();
    }

    @Test
    void a_timeout_is_unknown_blocks_the_instrument_and_is_resolved_by_asking() {
        venue.next("SOLUSDT", StubVenue.Fault.TIMEOUT_AFTER_ACCEPT);
        venue.mute(true);
        venue.silent(true);
        Verdict verdict = entry("SOLUSDT", "timeout");
        Verdict next = entry("SOLUSDT", "behind-timeout");
        market.send(verdict);
        awaitState(verdict, OrderState.UNKNOWN);

        market.send(next);
        awaitState(next, OrderState.INTENT);
        await().atMost(Market.PATIENCE).until(() -> venue.requests("GET " + Market.orderIdOf(verdict)) >= 2);
        assertThat(venue.requests("POST " + Market.orderIdOf(next))).isZero();
        venue.mute(false);

        // found by asking: the venue tells no events yet
        awaitState(verdict, OrderState.ACCEPTED);
        awaitState(next, OrderState.ACCEPTED);
        assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isEqualTo(1);
    }

    @Test
    void an_error_after_acceptance_is_not_a_rejection() {
        venue.next("BTCUSD", StubVenue.Fault.ERROR_AFTER_ACCEPT);
        Verdict error = entry("BTCUSD", "error");
        market.send(error);
        awaitState(error, OrderState.ACCEPTED);

        venue.next("BTCUSD", StubVenue.Fault.CUT_AFTER_ACCEPT);
        Verdict cut = entry("BTCUSD", "cut");
        market.send(cut);
        awaitState(cut, OrderState.ACCEPTED);

        assertThat(venue.requests("POST " + Market.orderIdOf(error))).isEqualTo(1);
        assertThat(venue.requests("POST " + Market.orderIdOf(cut))).isEqualTo(1);
    }

    @Test
    void an_order_that_never_arrived_is_sent_again_under_its_id_after_asking() {
        venue.next("ETHUSD", StubVenue.Fault.LOST);
        Verdict verdict = entry("ETHUSD", "lost");
        market.send(verdict);

        awaitState(verdict, OrderState.ACCEPTED);
        String id = Market.orderIdOf(verdict);
        assertThat(venue.requests("POST " + id)).isEqualTo(2);
        assertThat(venue.journal().indexOf("GET " + id))
                .isBetween(
                        venue.journal().indexOf("POST " + id), venue.journal().lastIndexOf("POST " + id));
        assertThat(venue.ordersOf(PORTFOLIO, "ETHUSD")).containsExactly(id);
    }

    @Test
    void an_order_that_appears_late_is_adopted_and_not_doubled() {
        venue.next("USDJPY", StubVenue.Fault.LATE);
        venue.mute(true);
        Verdict verdict = entry("USDJPY", "late");
        market.send(verdict);
        awaitState(verdict, OrderState.UNKNOWN);

        venue.appear(Market.orderIdOf(verdict));
        venue.mute(false);

        awaitState(verdict, OrderState.ACCEPTED);
        assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isEqualTo(1);
    }

    @Test
    void a_question_that_was_put_too_early_finds_no_absence_however_late_its_answer_is() {
        venue.next("USDJPY", StubVenue.Fault.LOST);
        AtomicBoolean first = new AtomicBoolean(true);
        during("ask", (ask, arguments) -> {
            Object answer = ask.call();
            if (first.getAndSet(false)) {
                long answered = System.nanoTime();
                Duration window = config.venue().inFlightWindow();
                await().until(() -> System.nanoTime() - answered > window.toNanos());
            }
            return answer;
        });
        Verdict verdict = entry("USDJPY", "asked-early");
        market.send(verdict);

        awaitState(verdict, OrderState.ACCEPTED);
        String id = Market.orderIdOf(verdict);
        assertThat(venue.journal()).containsSubsequence("POST " + id, "GET " + id, "GET " + id, "POST " + id);
    }

    @Test
    void absence_is_asked_for_when_it_begins_to_count_however_long_the_pauses_are() throws SQLException {
        venue.next("USDJPY", StubVenue.Fault.LOST);
        venue.mute(true);
        Verdict verdict = entry("USDJPY", "long-pauses");
        market.send(verdict);
        awaitState(verdict, OrderState.UNKNOWN);
        Call hour = (real, none) -> Duration.ofHours(1);
        ExecutionConfig.Asking slow = instead(
                ExecutionConfig.Asking.class,
                instead(ExecutionConfig.Asking.class, config.asking(), "firstPause", hour),
                "longestPause",
                hour);
        UnresolvedOrders asking = new UnresolvedOrders(
                instead(Venue.class, null, "ask", (real, arguments) -> new VenueAnswer.HasNot()),
                books,
                transactions,
                traces,
                time,
                instead(ExecutionConfig.class, config, "asking", (real, none) -> slow),
                meters);
        long left = System.nanoTime();
        asking.leaving(Market.orderIdOf(verdict));

        // Any but the one that the application's own order thread has.
        try (Lead lead = Lead.join(database, AdvisoryLock.INBOX_PRUNING, Market.PATIENCE)) {
            assertThat(lead.held()).isTrue();
            await().atMost(Market.PATIENCE).until(() -> {
                asking.askDue(lead);
                return order(Market.orderIdOf(verdict)).state() != OrderState.UNKNOWN;
            });
        }

        assertThat(Duration.ofNanos(System.nanoTime() - left))
                .isGreaterThanOrEqualTo(config.venue().inFlightWindow());
        venue.mute(false);
        awaitState(verdict, OrderState.ACCEPTED);
    }

    @Test
    void a_stop_of_entries_that_comes_when_an_entry_is_on_its_way_keeps_it_here() {
        Verdict verdict = entry("BTCUSDT", "stopped-on-its-way");
        during("place", (place, arguments) -> {
            latch.command(new ControlCommand(Action.REDUCE, PORTFOLIO, "tester", "drill", null, 0, false));
            return place.call();
        });
        try {
            market.send(verdict);
            awaitState(verdict, OrderState.DENIED);
        } finally {
            long epoch = latch.inForce(PORTFOLIO).control().epoch();
            latch.command(new ControlCommand(Action.RESUME, PORTFOLIO, "tester", "over", epoch, 0, false));
        }

        assertThat(reason(verdict)).startsWith("TRADING_STATE: REDUCING");
        assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isZero();
    }

    @Test
    void an_order_that_waited_until_another_process_may_lead_is_kept_and_leaves_as_the_next_attempt() {
        AtomicBoolean first = new AtomicBoolean(true);
        during("place", (place, arguments) -> {
            if (first.getAndSet(false)) {
                await().atMost(Market.PATIENCE).until(() -> count(LEADS_ORDERS) == 0);
            }
            return place.call();
        });
        Verdict verdict = entry("BTCUSDT", "froze");
        market.send(verdict);

        awaitState(verdict, OrderState.ACCEPTED);
        assertThat(order(Market.orderIdOf(verdict)).life().attempt()).isEqualTo(2);
        assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isOne();
        assertThat(venue.requests("GET " + Market.orderIdOf(verdict)))
                .as("that it had not left was certain")
                .isZero();
    }

    @Test
    void an_exit_whose_preparation_takes_longer_than_the_database_waits_for_its_leader_leaves_with_its_lead()
            throws SQLException {
        Verdict entry = filledEntry("IBM", "long-way");
        long leader = count(LEADS_ORDERS);
        Duration longest = config.venue().connectTimeout().plus(config.venue().requestTimeout());
        // Two of these without a word in between still take longer than the database waits, which is a second more than
        // the longest exchange; one does not, also when it is held up for a moment.
        Duration each = longest.minusMillis(500);
        Call slow = (answer, arguments) -> {
            if (Thread.currentThread().getName().equals("orders")) {
                long asked = System.nanoTime();
                await().until(() -> System.nanoTime() - asked > each.toNanos());
            }
            return answer.call();
        };
        QuarkusMock.installMockForType(
                instead(
                        Venue.class,
                        instead(Venue.class, ClientProxy.unwrap(venueInUse), "cancel", slow),
                        "events",
                        slow),
                Venue.class);
        Verdict exit = market.exit("IBM", "exit-on-a-long-way", "2", Instant.now());
        market.send(exit);

        awaitState(exit, OrderState.ACCEPTED);
        assertThat(count(LEADS_ORDERS)).as("the session that leads").isEqualTo(leader);
        assertThat(order(Market.orderIdOf(exit)).life().attempt()).isOne();
        awaitOrder(Market.protectionIdOf(entry), OrderState.CANCELED);
        venue.fill(Market.orderIdOf(exit), "100");
        awaitState(exit, OrderState.FILLED);
    }

    @Test
    void two_looks_at_a_venue_that_numbers_nothing_book_every_event() {
        String portfolio = "two-looks";
        bookingOf((after, more) -> List.of(new VenueEvent.Opened(1, Instant.now(), BigDecimal.ZERO)))
                .catchUp(portfolio, 0, null);
        VenueBooking lagging = bookingOf((after, more) -> List.of(trade(after + 1, "sold", Side.SELL)));
        VenueBooking whole = bookingOf((after, again) -> {
            if (again) {
                return List.of(trade(after + 1, "bought", Side.BUY), canceled(after + 2, "bought"));
            }
            lagging.catchUp(portfolio, 0, null);
            return List.of(
                    trade(after + 1, "bought", Side.BUY),
                    trade(after + 2, "sold", Side.SELL),
                    canceled(after + 3, "bought"));
        });

        whole.catchUp(portfolio, 0, null);

        assertThat(whole.cursor(portfolio)).isEqualTo(4);
        assertThat(order("sold").life().filled()).isEqualByComparingTo("1");
        assertThat(order("bought").life().filled()).isEqualByComparingTo("1");
        assertThat(order("bought").state()).isEqualTo(OrderState.CANCELED);
    }

    @Test
    void a_trade_after_which_the_venue_gives_the_rest_up_ends_its_order() {
        String portfolio = "given-up";
        String why = "1 of 2 traded, the rest was given up";
        bookingOf((after, more) -> List.of(new VenueEvent.Opened(1, Instant.now(), BigDecimal.ZERO)))
                .catchUp(portfolio, 0, null);

        bookingOf((after, again) -> List.of(new VenueEvent.Traded(
                        after + 1,
                        Instant.now(),
                        told("given-up", Side.BUY, VenueOrder.State.CANCELED),
                        "T-given-up",
                        Side.BUY,
                        BigDecimal.ONE,
                        BigDecimal.TEN,
                        BigDecimal.ZERO,
                        null,
                        null,
                        why)))
                .catchUp(portfolio, 0, null);

        assertThat(order("given-up").state()).isEqualTo(OrderState.CANCELED);
        assertThat(order("given-up").life().filled()).isEqualByComparingTo("1");
        assertThat(order("given-up").life().reason()).isEqualTo(why);
    }

    /** Events after a number. */
    private interface Told {
        /** @param again whether it was asked before */
        List<VenueEvent> after(long number, boolean again);
    }

    private VenueBooking bookingOf(Told told) {
        AtomicBoolean again = new AtomicBoolean();
        Venue numberless = instead(Venue.class, null, "events", (none, arguments) -> {
            List<VenueEvent> events = told.after((long) arguments[1], again.getAndSet(true));
            return new VenueEventPage(events, events.getLast().sequence(), 0);
        });
        return new VenueBooking(numberless, books, transactions, time, config, run);
    }

    private static VenueEvent trade(long number, String id, Side side) {
        VenueOrder order = told(id, side, VenueOrder.State.PARTIALLY_FILLED);
        return new VenueEvent.Traded(
                number,
                Instant.now(),
                order,
                "T-" + id,
                side,
                BigDecimal.ONE,
                BigDecimal.TEN,
                BigDecimal.ZERO,
                null,
                null);
    }

    private static VenueEvent canceled(long number, String id) {
        return new VenueEvent.OrderChanged(number, Instant.now(), told(id, Side.BUY, VenueOrder.State.CANCELED), null);
    }

    private static VenueOrder told(String id, Side side, VenueOrder.State state) {
        return new VenueOrder(
                id,
                "V-" + id,
                "IBM",
                side,
                VenueOrder.Kind.MARKET,
                false,
                Origin.LIVE,
                BigDecimal.TWO,
                BigDecimal.ONE,
                state,
                null);
    }

    /** A call, as the test would have it. */
    private interface Call {
        @Nullable
        Object made(Callable<@Nullable Object> real, Object[] arguments) throws Exception;
    }

    /** Until the test ends. */
    private void during(String call, Call instead) {
        QuarkusMock.installMockForType(
                instead(Venue.class, ClientProxy.unwrap(venueInUse), call, instead), Venue.class);
    }

    /** @param real null where nothing else is called */
    private static <T> T instead(Class<T> type, @Nullable T real, String call, Call instead) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Callable<@Nullable Object> through = () -> method.invoke(real, arguments);
                    try {
                        return method.getName().equals(call) ? instead.made(through, arguments) : through.call();
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    @Test
    void a_refused_entry_is_rejected_and_takes_its_protection_with_it() {
        venue.next("XAUUSD", StubVenue.Fault.REFUSED);
        Verdict verdict = entry("XAUUSD", "refused");
        market.send(verdict);

        awaitState(verdict, OrderState.REJECTED);
        awaitOrder(Market.protectionIdOf(verdict), OrderState.CANCELED);
    }

    @Test
    void an_expired_verdict_is_denied_and_nothing_is_sent() {
        quote("SPY");
        Instant past = Instant.now().minusSeconds(10);
        Verdict verdict = market.entry("SPY", "expired", "2", past.minusSeconds(60), past);
        market.send(verdict);

        awaitState(verdict, OrderState.DENIED);
        awaitOrder(Market.protectionIdOf(verdict), OrderState.DENIED);
        assertThat(reason(verdict)).startsWith("VALIDITY_OVER: ");
        assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isZero();
    }

    @Test
    void an_entry_on_a_stale_quote_is_denied() {
        quote("AAPL", Instant.now().minus(Duration.ofMinutes(10)));
        Instant now = Instant.now();
        Verdict verdict = market.entry("AAPL", "stale", "2", now, now.plusSeconds(60));
        market.send(verdict);

        awaitState(verdict, OrderState.DENIED);
        assertThat(reason(verdict)).startsWith("QUOTE_AGE: ");
    }

    @Test
    void a_quote_from_the_future_keeps_no_quote_of_now_away() {
        market.quote("SPY", System.nanoTime(), Instant.now().plus(Duration.ofDays(1)), "99.9", "100.1");

        Verdict verdict = entry("SPY", "behind-a-quote-from-the-future");
        market.send(verdict);

        awaitState(verdict, OrderState.ACCEPTED);
    }

    @Test
    void an_exit_takes_protection_off_first_and_then_sells_what_is_there() {
        Verdict entry = filledEntry("IBM", "exit");
        Verdict exit = market.exit("IBM", "exit-of-it", "1", Instant.now());
        market.send(exit);

        awaitState(exit, OrderState.ACCEPTED);
        awaitOrder(Market.protectionIdOf(entry), OrderState.CANCELED);
        List<String> journal = venue.journal();
        assertThat(journal.indexOf("DELETE " + Market.protectionIdOf(entry)))
                .isNotNegative()
                .isLessThan(journal.indexOf("POST " + Market.orderIdOf(exit)));
        // the verdict said 1; the confirmed position is 2
        assertThat(venue.order(Market.orderIdOf(exit)).path("quantity").asText())
                .isEqualTo("2");
        assertThat(venue.order(Market.orderIdOf(exit)).path("reduceOnly").asBoolean())
                .isTrue();

        venue.fill(Market.orderIdOf(exit), "101");
        awaitState(exit, OrderState.FILLED);
        assertThat(positions("IBM")).isEmpty();
    }

    @Test
    void an_exit_after_protection_has_filled_is_denied() {
        Verdict entry = filledEntry("QQQ", "closed");
        venue.fill(Market.protectionIdOf(entry), "110");
        Verdict exit = market.exit("QQQ", "exit-of-nothing", "2", Instant.now());
        market.send(exit);

        awaitState(exit, OrderState.DENIED);
        assertThat(reason(exit)).startsWith("POSITION_ALREADY_CLOSED: ");
        assertThat(venue.requests("POST " + Market.orderIdOf(exit))).isZero();
    }

    @Test
    void a_failed_exit_leaves_the_position_protected_again() {
        Verdict entry = filledEntry("EEM", "unexitable");
        venue.next("EEM", StubVenue.Fault.REFUSED);
        Verdict exit = market.exit("EEM", "failing-exit", "2", Instant.now());
        market.send(exit);

        awaitState(exit, OrderState.REJECTED);
        await().atMost(Market.PATIENCE)
                .until(() -> venue.ordersOf(PORTFOLIO, "EEM").size() == 4);
        String again = venue.ordersOf(PORTFOLIO, "EEM").getLast();
        awaitOrder(again, OrderState.ACCEPTED);
        assertThat(again).isNotEqualTo(Market.protectionIdOf(entry));
        assertThat(venue.order(again).path("type").asText()).isEqualTo("STOP");
        assertThat(venue.order(again).path("quantity").asText()).isEqualTo("2");
    }

    @Test
    void a_partly_filled_entry_is_protected_for_what_it_filled() {
        Verdict verdict = entry("EURUSD", "partly");
        market.send(verdict);
        awaitState(verdict, OrderState.ACCEPTED);

        venue.fill(Market.orderIdOf(verdict), BigDecimal.ONE, new BigDecimal("100"));

        awaitState(verdict, OrderState.PARTIALLY_FILLED);
        awaitOrder(Market.protectionIdOf(verdict), OrderState.ACCEPTED);
        assertThat(order(Market.protectionIdOf(verdict)).quantity()).isEqualByComparingTo("1");
        venue.fill(Market.orderIdOf(verdict), "100");
        awaitState(verdict, OrderState.FILLED);
        await().atMost(Market.PATIENCE)
                .until(() -> order(Market.protectionIdOf(verdict)).quantity().compareTo(BigDecimal.TWO) == 0);
    }

    @Test
    void a_limit_entry_goes_as_its_verdict_says_and_rests_no_longer_than_its_validity() {
        quote("BTCUSDT");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Verdict verdict = market.limit("BTCUSDT", "limit", TimeInForce.GTD, now, now.plusSeconds(8));
        market.send(verdict);
        awaitState(verdict, OrderState.ACCEPTED);
        assertThat(venue.order(Market.orderIdOf(verdict)).path("type").asText()).isEqualTo("LIMIT");
        assertThat(venue.body(Market.orderIdOf(verdict)).path("limitPrice").asText())
                .isEqualTo("99");
        assertThat(venue.body(Market.orderIdOf(verdict)).path("timeInForce").asText())
                .isEqualTo("GTD");
        assertThat(Instant.parse(
                        venue.body(Market.orderIdOf(verdict)).path("goodTill").asText()))
                .isEqualTo(verdict.validUntil());
        assertThat(order(Market.orderIdOf(verdict)).terms())
                .isEqualTo(new OrderTerms(OrderType.LIMIT, new BigDecimal("99"), TimeInForce.GTD));
        assertThat(venue.body(Market.orderIdOf(verdict))
                        .at("/onFill/trailingDistance")
                        .asText())
                .isEqualTo("4");
        assertThat(order(Market.protectionIdOf(verdict)).trailingDistance()).isEqualByComparingTo("4");

        awaitState(verdict, OrderState.CANCELED);

        assertThat(Instant.now()).isAfter(verdict.validUntil());
        assertThat(order(Market.protectionIdOf(verdict)).state()).isEqualTo(OrderState.CANCELED);
        assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isOne();
    }

    @Test
    void a_resting_entry_that_trades_in_part_is_ended_and_what_it_got_is_protected() {
        Verdict verdict = resting("SPY", "rests-partly");

        venue.fill(Market.orderIdOf(verdict), BigDecimal.ONE, new BigDecimal("99"));

        awaitState(verdict, OrderState.CANCELED);
        awaitOrder(Market.protectionIdOf(verdict), OrderState.ACCEPTED);
        assertThat(order(Market.orderIdOf(verdict)).life().filled()).isEqualByComparingTo("1");
        assertThat(order(Market.protectionIdOf(verdict)).quantity()).isEqualByComparingTo("1");
    }

    @Test
    void an_exit_ends_the_entry_that_rests_before_it_closes_the_position() {
        Verdict held = filledEntry("AAPL", "held-below-a-resting-one");
        Verdict resting = resting("AAPL", "rests-above");
        Verdict exit = market.exit("AAPL", "exit-of-both", "2", Instant.now());
        market.send(exit);

        awaitState(exit, OrderState.ACCEPTED);
        awaitState(resting, OrderState.CANCELED);
        assertThat(venue.journal())
                .containsSubsequence(
                        "DELETE " + Market.orderIdOf(resting),
                        "DELETE " + Market.protectionIdOf(held),
                        "POST " + Market.orderIdOf(exit));
        venue.fill(Market.orderIdOf(exit), "100");
        awaitState(exit, OrderState.FILLED);
        assertThat(positions("AAPL")).isEmpty();
    }

    @Test
    void what_stops_entries_ends_those_that_rest() {
        Verdict resting = resting("IBM", "reduced");

        latch.command(new ControlCommand(Action.REDUCE, PORTFOLIO, "tester", "drill", null, 0, false));
        try {
            awaitState(resting, OrderState.CANCELED);
        } finally {
            long epoch = latch.inForce(PORTFOLIO).control().epoch();
            latch.command(new ControlCommand(Action.RESUME, PORTFOLIO, "tester", "over", epoch, 0, false));
        }
    }

    @Test
    void protection_that_the_venue_refused_is_placed_again_as_the_next_generation() {
        Verdict entry = filledEntry("QQQ", "refused-stop");
        venue.next("QQQ", StubVenue.Fault.REFUSED);

        venue.end(Market.protectionIdOf(entry));

        String intent = Ids.intentOfProtection(entry.verdictId());
        awaitOrder(Ids.clientOrderId(intent, "oco", 1), OrderState.REJECTED);
        awaitOrder(Ids.clientOrderId(intent, "oco", 2), OrderState.ACCEPTED);
        assertThat(order(Ids.clientOrderId(intent, "oco", 2)).quantity()).isEqualByComparingTo("2");
        assertThat(market.awaitExecutions(
                        1,
                        event -> event.order() != null
                                && event.order().clientOrderId().equals(Ids.clientOrderId(intent, "oco", 2))))
                .isNotEmpty();
        await().atMost(Market.PATIENCE)
                .until(() -> views.portfolio(PORTFOLIO).orElseThrow().entriesClosed() == null);
    }

    @Test
    void protection_of_its_own_that_outlived_its_position_is_taken_off() {
        Verdict entry = filledEntry("IBM", "outlived");
        venue.end(Market.protectionIdOf(entry));
        String stop = Ids.clientOrderId(Ids.intentOfProtection(entry.verdictId()), "oco", 1);
        awaitOrder(stop, OrderState.ACCEPTED);

        venue.outsideOrder(PORTFOLIO, "sold-by-hand", "IBM", "SELL", "2");
        venue.fill("sold-by-hand", "100");

        awaitOrder(stop, OrderState.CANCELED);
        assertThat(venue.requests("DELETE " + stop)).isPositive();
        assertThat(positions("IBM")).isEmpty();
        await().atMost(Market.PATIENCE)
                .until(() -> views.portfolio(PORTFOLIO).orElseThrow().entriesClosed() == null);
    }

    @Test
    void an_exit_that_has_not_left_is_taken_back_by_whoever_ordered_it() {
        filledEntry("XAUUSD", "kept-after-all");
        venue.down(true);
        JsonPath ordered = operator("desk")
                .body("{\"symbol\":\"XAUUSD\",\"reason\":\"leaving\"}")
                .post("/api/v1/flatten")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        String exit = ordered.getString("[0].exits[0].clientOrderId");
        String withdrawal = "/api/v1/flatten/" + ordered.getString("[0].commandId") + "/withdrawal";
        awaitOrder(exit, OrderState.INTENT);

        operator("another").body("{\"reason\":\"no\"}").post(withdrawal).then().statusCode(403);
        operator("desk").body("{}").post(withdrawal).then().statusCode(400);
        operator("desk")
                .body("{\"reason\":\"no\"}")
                .post("/api/v1/flatten/never-given/withdrawal")
                .then()
                .statusCode(404);
        operator("desk").body("{\"reason\":\"news\"}").post(withdrawal).then().statusCode(200);
        venue.down(false);

        awaitOrder(exit, OrderState.DENIED);
        assertThat(order(exit).life().reason()).isEqualTo("WITHDRAWN: by desk: news");
        operator("desk")
                .body("{\"reason\":\"news\"}")
                .post(withdrawal)
                .then()
                .statusCode(200)
                .body("[0].withdrawn.size()", equalTo(0))
                .body("[0].left[0].why", containsString("is DENIED"));
        assertThat(venue.requests("POST " + exit)).isZero();
        assertThat(positions("XAUUSD")).hasSize(1);
    }

    private RequestSpecification operator(String name) {
        return RestAssured.given()
                .auth()
                .oauth2(tokens.issue(Role.OPERATOR, name, Duration.ofMinutes(5)))
                .contentType("application/json");
    }

    /** A limit entry of 2 units that works at the venue. */
    private Verdict resting(String symbol, String name) {
        quote(symbol);
        Instant now = Instant.now();
        Verdict verdict = market.limit(symbol, name, TimeInForce.GTC, now, now.plusSeconds(60));
        market.send(verdict);
        awaitState(verdict, OrderState.ACCEPTED);
        return verdict;
    }

    @Test
    void a_verdict_that_cannot_be_read_is_dead_lettered_and_its_reservation_ends_denied() {
        Verdict verdict = entry("BTCUSDT", "poison");
        Map<String, String> headers = Market.headers(verdict, null);
        headers.put("marker", "poison");
        String broken = new String(EventCodec.payload(verdict), StandardCharsets.UTF_8)
                .replace("\"quantity\":\"2\"", "\"quantity\":2");
        market.raw(Topics.VERDICTS, verdict.key(), broken.getBytes(StandardCharsets.UTF_8), headers);
        Verdict next = entry("BTCUSDT", "after-poison");
        market.send(next);

        awaitState(next, OrderState.ACCEPTED);
        awaitState(verdict, OrderState.DENIED);
        assertThat(reason(verdict)).startsWith("VERDICT_UNREADABLE: INVALID_VALUE");
        await().atMost(Market.PATIENCE)
                .until(() -> market.records(Topics.VERDICTS.dlqName()).stream()
                        .anyMatch(record -> new String(record.value(), StandardCharsets.UTF_8).equals(broken)
                                && Records.headers(record.headers())
                                        .get("ffe-dlq-reason")
                                        .equals("INVALID_VALUE")));
        assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isZero();
    }

    @Test
    void a_verdict_that_was_denied_unread_makes_no_order_when_it_comes_back_repaired() {
        Verdict entry = entry("BTCUSDT", "repaired-entry");
        Verdict exit = market.exit("BTCUSDT", "repaired-exit", "2", Instant.now());
        sendUnreadable(entry, "\"quantity\":\"2\"", "\"quantity\":2");
        // Not even that it is an exit can be read.
        sendUnreadable(exit, "\"purpose\":\"EXIT\"", "\"purpose\":\"EX\"");
        awaitState(entry, OrderState.DENIED);
        awaitOrder(Ids.clientOrderId(exit.verdictId(), Order.ENTRY_LEG, 0), OrderState.DENIED);

        market.send(entry);
        market.send(exit);
        Verdict next = entry("BTCUSDT", "after-repaired");
        market.send(next);

        awaitState(next, OrderState.ACCEPTED);
        assertThat(order(Market.orderIdOf(entry)).state()).isEqualTo(OrderState.DENIED);
        assertThat(books.read(() -> books.orders.byId(Market.orderIdOf(exit)))).isEmpty();
        assertThat(venue.requests("POST " + Market.orderIdOf(entry))).isZero();
        assertThat(venue.requests("POST " + Market.orderIdOf(exit))).isZero();
    }

    private void sendUnreadable(Verdict verdict, String sound, String broken) {
        String payload = new String(EventCodec.payload(verdict), StandardCharsets.UTF_8);
        assertThat(payload).contains(sound);
        market.raw(
                Topics.VERDICTS,
                verdict.key(),
                payload.replace(sound, broken).getBytes(StandardCharsets.UTF_8),
                Market.headers(verdict, null));
    }

    @Test
    void a_verdict_of_another_run_is_dead_lettered_and_makes_no_order() {
        try (Market other = new Market(clients, "another-run", PORTFOLIO, Origin.LIVE)) {
            Instant now = Instant.now();
            Verdict foreign = other.entry("BTCUSDT", "foreign", "2", now, now.plusSeconds(60));
            other.send(foreign);
            await().atMost(Market.PATIENCE)
                    .until(() -> market.records(Topics.VERDICTS.dlqName()).stream()
                            .anyMatch(record -> Records.headers(record.headers())
                                            .getOrDefault("ce_id", "")
                                            .equals(foreign.verdictId())
                                    && Records.headers(record.headers())
                                            .get("ffe-dlq-reason")
                                            .equals("FOREIGN_RUN")));
            assertThat(views.orders(OrderFilter.ALL, 1000))
                    .noneMatch(order -> foreign.verdictId().equals(order.verdictId()));
        }
    }

    @Test
    void a_verdict_on_replayed_prices_is_denied_in_a_live_run() {
        try (Market replayed = new Market(clients, PORTFOLIO, PORTFOLIO, Origin.REPLAY)) {
            quote("BTCUSDT");
            Instant now = Instant.now();
            Verdict verdict = replayed.entry("BTCUSDT", "replayed", "2", now, now.plusSeconds(60));
            replayed.send(verdict);

            awaitState(verdict, OrderState.DENIED);
            assertThat(reason(verdict))
                    .isEqualTo("ORIGIN: origin is REPLAY, expected LIVE, where prices of this run come from");
            assertThat(order(Market.orderIdOf(verdict)).origin()).isEqualTo(Origin.REPLAY);
            assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isZero();
        }
    }

    @Test
    void a_verdict_that_brings_its_own_time_into_a_live_run_does_not_become_younger_by_it() {
        quote("BTCUSDT");
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        Verdict verdict = market.entry("BTCUSDT", "own-time", "2", yesterday, yesterday.plusSeconds(60));

        market.send(verdict, yesterday.plusSeconds(1));

        awaitState(verdict, OrderState.DENIED);
        assertThat(reason(verdict)).startsWith("ORIGIN: header ffe-now is ");
        assertThat(order(Market.orderIdOf(verdict)).decidedAt()).isAfter(yesterday.plus(Duration.ofHours(1)));
        assertThat(venue.requests("POST " + Market.orderIdOf(verdict))).isZero();
    }

    @Test
    void a_replayed_tick_does_not_make_the_last_quote_of_a_live_run_fresh() {
        Instant stale = Instant.now().minus(Duration.ofMinutes(10));
        quote("USDJPY", stale);
        try (Market replayed = new Market(clients, PORTFOLIO, PORTFOLIO, Origin.REPLAY)) {
            awaitReadBeyond(replayed.quote("USDJPY", System.nanoTime(), Instant.now(), "99.9", "100.1"));
        }
        Instant now = Instant.now();
        Verdict verdict = market.entry("USDJPY", "on-a-replayed-tick", "2", now, now.plusSeconds(60));
        market.send(verdict);

        awaitState(verdict, OrderState.DENIED);
        assertThat(reason(verdict)).startsWith("QUOTE_AGE: the last quote of USDJPY is of " + stale);
    }

    /** Quotes symbols of no meaning until one is in the partition of the tick, and waits for it: then the tick was read. */
    private void awaitReadBeyond(RecordMetadata tick) {
        String behind = IntStream.range(0, 1000)
                .mapToObj(number -> "BEHIND" + number)
                .filter(symbol -> market.quote(symbol, System.nanoTime(), Instant.now(), "1", "2")
                                .partition()
                        == tick.partition())
                .findFirst()
                .orElseThrow();
        await().atMost(Market.PATIENCE).until(() -> quotes.last(behind) != null);
    }

    @Test
    void orders_wait_while_the_venue_is_away_and_go_when_it_is_back() {
        quote("BTCUSDT");
        venue.down(true);
        Verdict verdict = entry("BTCUSDT", "away");
        market.send(verdict);
        awaitState(verdict, OrderState.UNKNOWN);
        assertThat(venue.has(Market.orderIdOf(verdict))).isFalse();

        venue.down(false);

        awaitState(verdict, OrderState.ACCEPTED);
        assertThat(venue.ordersOf(PORTFOLIO, "BTCUSDT").stream().filter(Market.orderIdOf(verdict)::equals))
                .hasSize(1);
    }

    @Test
    void while_an_event_cannot_be_booked_entries_are_closed_and_no_order_waits_for_another() {
        Verdict held = filledEntry("IBM", "held-while-garbled");
        Verdict rests = resting("EEM", "rests-while-garbled");
        Verdict working = entry("GBPUSD", "garbled");
        market.send(working);
        awaitState(working, OrderState.ACCEPTED);
        venue.garbled(true);
        venue.fill(Market.orderIdOf(working), "100");
        await().atMost(Market.PATIENCE)
                .until(() -> String.valueOf(
                                views.portfolio(PORTFOLIO).orElseThrow().entriesClosed())
                        .startsWith("what the venue tells cannot be booked: the venue's event "));
        assertThat(metric("ffe_entries_closed{portfolio=\"" + PORTFOLIO + "\"}"))
                .isEqualTo(1);

        Verdict exit = market.exit("IBM", "exit-while-garbled", "2", Instant.now());
        market.send(exit);
        awaitState(exit, OrderState.INTENT);
        Verdict behind = entry("SPY", "behind-the-exit");
        market.send(behind);

        awaitState(behind, OrderState.DENIED);
        assertThat(reason(behind)).startsWith("ENTRIES_CLOSED: what the venue tells cannot be booked");
        assertThat(order(Market.orderIdOf(exit)).state()).isEqualTo(OrderState.INTENT);
        assertThat(order(Market.protectionIdOf(held)).state()).isEqualTo(OrderState.ACCEPTED);
        venue.garbled(false);
        awaitState(working, OrderState.FILLED);
        awaitState(rests, OrderState.CANCELED);
        awaitState(exit, OrderState.ACCEPTED);
        venue.fill(Market.orderIdOf(exit), "100");
        awaitState(exit, OrderState.FILLED);
        await().atMost(Market.PATIENCE)
                .until(() -> views.portfolio(PORTFOLIO).orElseThrow().entriesClosed() == null);
    }

    @Test
    void trades_are_asked_for_however_many_they_are() {
        Verdict verdict = filledEntry("GBPUSD", "one-of-many");
        String booked = market.awaitExecutions(
                        1,
                        event -> event.fill() != null
                                && Market.orderIdOf(verdict)
                                        .equals(event.order().clientOrderId()))
                .getFirst()
                .fill()
                .venueTradeId();
        List<String> asked = Stream.concat(
                        IntStream.range(0, 70_000).mapToObj(number -> "never-" + number), Stream.of(booked))
                .toList();

        assertThat(books.read(() -> books.fills.booked("paper", asked))).containsExactly(booked);
    }

    @Test
    void a_loss_is_seen_while_the_venue_is_away() {
        filledEntry("GBPUSD", "loss");
        double before = views.portfolio(PORTFOLIO).orElseThrow().drawdownFraction();
        venue.down(true);

        market.quote("GBPUSD", System.nanoTime(), Instant.now(), "49.9", "50.1");

        await().atMost(Market.PATIENCE).untilAsserted(() -> {
            assertThat(positions("GBPUSD"))
                    .singleElement()
                    .satisfies(position -> assertThat(position.markPrice()).isEqualByComparingTo("50"));
            assertThat(views.portfolio(PORTFOLIO).orElseThrow().drawdownFraction())
                    .isGreaterThan(before);
        });
    }

    @Test
    void the_trace_of_the_verdict_is_found_on_its_fill() {
        Verdict verdict = filledEntry("GBPUSD", "traced");

        market.awaitExecutions(
                1,
                event -> event.kind() == Execution.Kind.FILL
                        && Market.orderIdOf(verdict).equals(event.order().clientOrderId()));
        assertThat(market.records(Topics.EXECUTIONS.topicName()).stream()
                        .filter(record ->
                                new String(record.value(), StandardCharsets.UTF_8).contains(Market.orderIdOf(verdict)))
                        .map(record -> Records.headers(record.headers()).get("traceparent")))
                .isNotEmpty()
                .allSatisfy(traceparent -> assertThat(traceparent).contains("4bf92f3577b34da6a3ce929d0e0e4736"));
    }

    @Test
    void the_token_is_read_from_its_file_at_each_call() throws Exception {
        String renewed = tokens.issue(Role.SERVICE, "renewed", Duration.ofHours(1));
        Files.writeString(tokenFile, renewed);

        await().atMost(Market.PATIENCE).until(() -> venue.lastAuthorization().equals("Bearer " + renewed));
    }

    @Test
    void the_books_are_shown_to_a_viewer_and_to_nobody_without_a_token() {
        String viewer = tokens.issue(Role.VIEWER, "somebody", Duration.ofMinutes(1));
        String service = tokens.issue(Role.SERVICE, "somebody", Duration.ofMinutes(1));
        for (String path : List.of("portfolios/" + PORTFOLIO, "orders?limit=5", "executions?limit=5", "ledger")) {
            RestAssured.get("/api/v1/" + path).then().statusCode(401);
            RestAssured.given()
                    .auth()
                    .oauth2(service)
                    .get("/api/v1/" + path)
                    .then()
                    .statusCode(403);
            RestAssured.given()
                    .auth()
                    .oauth2(viewer)
                    .get("/api/v1/" + path)
                    .then()
                    .statusCode(200);
        }
        String cash = RestAssured.given()
                .auth()
                .oauth2(viewer)
                .get("/api/v1/portfolios/" + PORTFOLIO)
                .path("cash");
        assertThat(new BigDecimal(cash)).isPositive();
        RestAssured.given()
                .auth()
                .oauth2(viewer)
                .get("/api/v1/portfolios/nobody")
                .then()
                .statusCode(404);
    }

    @Test
    void health_is_open_and_says_that_the_books_agree() {
        RestAssured.get("/q/health/live").then().statusCode(200);
        RestAssured.get("/q/health/started").then().statusCode(200);
        String ready = RestAssured.get("/q/health/ready").asString();
        assertThat(ready).contains("\"books\"").contains("agree").contains("\"venue\"");
        // The ledger is summed up for the first time a moment after the start.
        await().atMost(Market.PATIENCE)
                .untilAsserted(() -> assertThat(RestAssured.get("/q/metrics").asString())
                        .contains(
                                "ffe_orders_total{",
                                "ffe_orders_unknown",
                                "ffe_ledger_imbalance{",
                                "ffe_portfolio_equity{",
                                "ffe_reconciliation_differences{portfolio=\"" + PORTFOLIO + "\"} 0.0",
                                "ffe_reconciliation_age_seconds{"));
    }

    /** As whoever repairs a database does it: its own guards are off meanwhile. */
    @Test
    void orders_are_counted_by_state_and_an_entry_of_the_ledger_that_somebody_changed_shows_however_old_it_is()
            throws SQLException {
        filledEntry("SOLUSDT", "counted");

        // With its protection, which the database has by now; how many others there are changes under work that earlier
        // tests left.
        await().atMost(Market.PATIENCE).until(() -> metric("ffe_orders_open{state=\"ACCEPTED\"}") == acceptedOrders());
        changeFirstEntry("+ 1");
        await().atMost(Market.PATIENCE).until(() -> metric("ffe_ledger_imbalance{currency=\"USD\"}") == 1);
        changeFirstEntry("- 1");
        await().atMost(Market.PATIENCE).until(() -> metric("ffe_ledger_imbalance{currency=\"USD\"}") == 0);
    }

    private long acceptedOrders() throws SQLException {
        return count("SELECT count(*) FROM trade_order WHERE state = 'ACCEPTED'");
    }

    private long count(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void changeFirstEntry(String change) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER");
            sql.execute("UPDATE ledger_entry SET amount = amount " + change
                    + " WHERE (portfolio_id, execution_seq, account, currency) = (SELECT portfolio_id, execution_seq, account,"
                    + " currency FROM ledger_entry ORDER BY execution_seq, account LIMIT 1)");
            sql.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER");
            connection.commit();
        }
    }

    /** @param series as it is in the text, up to its value */
    private static double metric(String series) {
        return RestAssured.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }

    private Verdict filledEntry(String symbol, String name) {
        Verdict verdict = entry(symbol, name);
        market.send(verdict);
        awaitState(verdict, OrderState.ACCEPTED);
        venue.fill(Market.orderIdOf(verdict), "100");
        awaitState(verdict, OrderState.FILLED);
        awaitOrder(Market.protectionIdOf(verdict), OrderState.ACCEPTED);
        return verdict;
    }

    /** A verdict for 2 units at about 100, valid for a minute, with a fresh quote on the topic. */
    private Verdict entry(String symbol, String name) {
        quote(symbol);
        Instant now = Instant.now();
        return market.entry(symbol, name, "2", now, now.plusSeconds(60));
    }

    private void quote(String symbol) {
        quote(symbol, Instant.now());
    }

    private void quote(String symbol, Instant at) {
        market.quote(symbol, System.nanoTime(), at, "99.9", "100.1");
        await().atMost(Market.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> quotes.last(symbol) != null
                        && quotes.last(symbol).occurredAt().equals(at));
    }

    private void awaitState(Verdict verdict, OrderState state) {
        awaitOrder(Market.orderIdOf(verdict), state);
    }

    private void awaitOrder(String clientOrderId, OrderState state) {
        await().alias(clientOrderId + " becomes " + state)
                .atMost(Market.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> books.read(() -> books.orders.byId(clientOrderId))
                        .filter(order -> order.state() == state)
                        .isPresent());
    }

    private Order order(String clientOrderId) {
        return books.read(() -> books.orders.byId(clientOrderId)).orElseThrow();
    }

    private String reason(Verdict verdict) {
        return order(Market.orderIdOf(verdict)).life().reason();
    }

    private List<Views.PositionView> positions(String symbol) {
        return views.portfolio(PORTFOLIO).orElseThrow().positions().stream()
                .filter(position -> position.symbol().equals(symbol))
                .toList();
    }
}
