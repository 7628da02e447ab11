package io.ffe.execution.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderLife;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.VenueEntries;
import io.ffe.schema.id.Ids;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is promised of every venue, against a server that speaks its words: at most one order for each clientOrderId, counted where it is
 * taken, and books that equal the venue's after whatever went wrong. A venue takes part with one subclass.
 */
public abstract class VenueContract {

    protected static final String PORTFOLIO = "main";
    protected static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    protected static final String SYMBOL = "BTCUSD";
    protected static final Instant VALID_UNTIL = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    private static final BigDecimal PRICE = new BigDecimal("60000");

    /** The venue's side of a test. */
    public interface Server extends AutoCloseable {

        /** The next new order is taken, and its answer never comes. */
        void takeAndHang();

        /** The next new order is taken, and answered with a 5xx. */
        void takeAndFail();

        /** The next new order is answered with 429 and not taken. */
        void limit();

        /** The next new order is rejected in the venue's words. */
        void reject();

        /** Every request is answered with 503. */
        void down(boolean isDown);

        /** A part of an order trades. */
        void fill(String clientOrderId, String quantity, String price);

        /** The venue ends what is left of an order by itself. */
        void end(String clientOrderId);

        /** A position that nobody ordered is there. */
        void outsidePosition(String symbol, String quantity);

        /** An order that nobody here made works there. */
        void outsideOrder(String clientOrderId, String symbol);

        /** How many orders were taken under the id, whether they live or not. */
        int taken(String clientOrderId);

        @Override
        void close();
    }

    protected final FoldedBooks books = new FoldedBooks(PORTFOLIO);
    protected Server server;
    protected Venue venue;

    /** Starts the server. */
    protected abstract Server serve();

    /** As in {@code ffe.execution.venue.name}. */
    protected abstract String name();

    /** A client of the server, with a request timeout of {@link #REQUEST_TIMEOUT}. */
    protected abstract Venue connect();

    @BeforeEach
    void open() {
        server = serve();
        venue = connect();
        // A first exchange in a cold process may take longer than a request of these tests is given.
        await().ignoreExceptions().untilAsserted(() -> books.catchUp(venue));
    }

    @AfterEach
    void shut() {
        server.close();
    }

    protected static Order entry() {
        return order(Purpose.ENTRY, Side.BUY, "0.5");
    }

    protected static Order order(Purpose purpose, Side side, String quantity) {
        String verdictId = UUID.randomUUID().toString();
        String leg = purpose == Purpose.ENTRY ? Order.ENTRY_LEG : Order.EXIT_LEG;
        return new Order(
                Ids.clientOrderId(verdictId, leg, 0),
                verdictId,
                leg,
                0,
                null,
                verdictId,
                null,
                null,
                PORTFOLIO,
                SYMBOL,
                side,
                purpose,
                PRICE,
                new BigDecimal("58800"),
                null,
                null,
                Origin.LIVE,
                Instant.now(),
                false,
                OrderLife.intent(new BigDecimal(quantity)));
    }

    /** A limit entry at 59950. */
    protected static Order limit(TimeInForce timeInForce) {
        return with(entry(), new OrderTerms(OrderType.LIMIT, new BigDecimal("59950"), timeInForce));
    }

    protected static Order with(Order order, OrderTerms terms) {
        return with(order, terms, null);
    }

    /** With a stop that follows at this distance. */
    protected static Order trailing(Order order, String distance) {
        return with(order, null, new BigDecimal(distance));
    }

    private static Order with(Order order, @Nullable OrderTerms terms, @Nullable BigDecimal trailingDistance) {
        return new Order(
                order.clientOrderId(),
                order.intentId(),
                order.leg(),
                0,
                null,
                order.verdictId(),
                null,
                null,
                PORTFOLIO,
                SYMBOL,
                order.side(),
                order.purpose(),
                order.referencePrice(),
                order.stopLoss(),
                null,
                VALID_UNTIL,
                Origin.LIVE,
                order.decidedAt(),
                false,
                order.life(),
                terms,
                trailingDistance);
    }

    private void agree() {
        assertThat(books.reconcile(venue)).isEmpty();
    }

    @Test
    void an_order_that_fills_is_booked_as_the_venue_has_it() {
        Order order = books.send(venue, entry());
        server.fill(order.clientOrderId(), "0.5", "60001.25");

        agree();

        assertThat(books.get(order).state()).isEqualTo(OrderState.FILLED);
        assertThat(books.position(SYMBOL)).isEqualByComparingTo("0.5");
        assertThat(server.taken(order.clientOrderId())).isOne();
    }

    @Test
    void an_order_that_was_taken_and_not_answered_is_unknown_and_found_by_asking() {
        server.takeAndHang();
        Order unknown = books.send(venue, entry());

        Order asked = books.ask(venue, unknown);

        assertThat(unknown.state()).isEqualTo(OrderState.UNKNOWN);
        assertThat(asked.state()).isEqualTo(OrderState.ACCEPTED);
        assertThat(server.taken(asked.clientOrderId())).isOne();
        agree();
    }

    @Test
    void a_5xx_after_an_order_was_taken_is_unknown_and_found_by_asking() {
        server.takeAndFail();
        Order unknown = books.send(venue, entry());

        Order asked = books.ask(venue, unknown);

        assertThat(unknown.state()).isEqualTo(OrderState.UNKNOWN);
        assertThat(asked.state()).isEqualTo(OrderState.ACCEPTED);
        assertThat(server.taken(asked.clientOrderId())).isOne();
        agree();
    }

    @Test
    void an_order_that_a_rate_limit_kept_out_is_asked_for_and_then_sent_under_the_same_id() {
        server.limit();
        Order unknown = books.send(venue, entry());

        Order absent = books.ask(venue, unknown);
        Order sent = books.send(venue, absent);

        assertThat(unknown.state()).isEqualTo(OrderState.UNKNOWN);
        assertThat(absent.state()).isEqualTo(OrderState.INTENT);
        assertThat(sent.state()).isEqualTo(OrderState.ACCEPTED);
        assertThat(server.taken(sent.clientOrderId())).isOne();
        agree();
    }

    @Test
    void what_the_last_look_has_something_against_does_not_leave() {
        Order halted = books.send(venue, entry(), () -> Optional.of(new VenueAnswer.NotSent("TRADING_STATE: HALTED")));
        Order postponed = books.send(venue, entry(), () -> Optional.of(new VenueAnswer.NotYet("no lead")));

        assertThat(halted.state()).isEqualTo(OrderState.DENIED);
        assertThat(halted.life().reason()).isEqualTo("TRADING_STATE: HALTED");
        assertThat(postponed.state()).isEqualTo(OrderState.INTENT);
        assertThat(server.taken(halted.clientOrderId())).isZero();
        assertThat(server.taken(postponed.clientOrderId())).isZero();
        assertThat(books.send(venue, postponed).state()).isEqualTo(OrderState.ACCEPTED);
        assertThat(server.taken(postponed.clientOrderId())).isOne();
        agree();
    }

    @Test
    void a_rejection_ends_the_order_and_leaves_nothing() {
        server.reject();
        Order order = books.send(venue, entry());

        agree();

        assertThat(order.state()).isEqualTo(OrderState.REJECTED);
        assertThat(books.position(SYMBOL)).isZero();
    }

    @Test
    void a_question_that_is_not_answered_settles_nothing() {
        server.takeAndHang();
        Order unknown = books.send(venue, entry());
        server.down(true);
        Order asked = books.ask(venue, unknown);
        server.down(false);

        assertThat(asked.state()).isEqualTo(OrderState.UNKNOWN);
        assertThat(server.taken(asked.clientOrderId())).isOne();
    }

    @Test
    void a_venue_that_does_not_answer_is_never_flat() {
        Order order = books.send(venue, entry());
        server.fill(order.clientOrderId(), "0.5", "60000");
        books.catchUp(venue);
        server.down(true);

        assertThatThrownBy(() -> venue.account(PORTFOLIO)).isInstanceOf(VenueUnavailable.class);
        assertThatThrownBy(() -> venue.workingOrders(PORTFOLIO)).isInstanceOf(VenueUnavailable.class);
        assertThat(books.position(SYMBOL)).isEqualByComparingTo("0.5");
    }

    @Test
    void fills_in_parts_that_are_asked_for_again_are_booked_once() {
        Order order = books.send(venue, entry());
        server.fill(order.clientOrderId(), "0.2", "60000");
        books.catchUp(venue);
        server.fill(order.clientOrderId(), "0.1", "60010");
        server.fill(order.clientOrderId(), "0.2", "60020");
        books.catchUp(venue);
        books.catchUp(venue);

        agree();

        assertThat(books.tradeCount()).isEqualTo(3);
        assertThat(books.get(order).state()).isEqualTo(OrderState.FILLED);
    }

    @Test
    void a_fill_that_is_known_before_the_order_was_acknowledged_counts_once() {
        server.takeAndHang();
        Order unknown = books.send(venue, entry());
        server.fill(unknown.clientOrderId(), "0.5", "60000");
        books.catchUp(venue);

        Order asked = books.ask(venue, unknown);

        assertThat(asked.state()).isEqualTo(OrderState.FILLED);
        assertThat(books.tradeCount()).isOne();
        assertThat(server.taken(asked.clientOrderId())).isOne();
        agree();
    }

    @Test
    void what_traded_before_a_cancel_is_booked_with_it() {
        Order order = books.send(venue, entry());
        books.catchUp(venue);
        server.fill(order.clientOrderId(), "0.3", "60000");

        VenueAnswer answer = venue.cancel(order.clientOrderId());

        assertThat(answer).isInstanceOf(VenueAnswer.Has.class);
        agree();
        assertThat(books.get(order).state()).isEqualTo(OrderState.CANCELED);
        assertThat(books.position(SYMBOL)).isEqualByComparingTo("0.3");
    }

    @Test
    void an_order_that_the_venue_ended_while_nobody_listened_is_ended_here() {
        Order order = books.send(venue, entry());
        books.catchUp(venue);
        server.fill(order.clientOrderId(), "0.1", "60000");
        server.end(order.clientOrderId());
        venue = connect();

        agree();

        assertThat(books.get(order).state()).isEqualTo(OrderState.CANCELED);
        assertThat(books.position(SYMBOL)).isEqualByComparingTo("0.1");
    }

    @ParameterizedTest
    @EnumSource(
            value = TimeInForce.class,
            names = {"GTC", "GTD"})
    void a_limit_entry_rests_until_it_is_cancelled_and_keeps_what_it_got(TimeInForce timeInForce) {
        Order order = books.send(venue, limit(timeInForce));
        agree();
        assertThat(venue.workingOrders(PORTFOLIO)).containsExactly(order.clientOrderId());
        server.fill(order.clientOrderId(), "0.2", "59950");
        books.catchUp(venue);
        assertThat(books.get(order).state()).isEqualTo(OrderState.PARTIALLY_FILLED);

        VenueAnswer answer = venue.cancel(order.clientOrderId());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        VenueAnswer.Has.class,
                        has -> assertThat(has.order().state().works()).isFalse());
        agree();
        assertThat(books.get(order).state()).isEqualTo(OrderState.CANCELED);
        assertThat(books.position(SYMBOL)).isEqualByComparingTo("0.2");
        assertThat(server.taken(order.clientOrderId())).isOne();
    }

    @Test
    void a_limit_entry_that_was_not_answered_is_found_while_it_rests_after_a_restart_too() {
        server.takeAndHang();
        Order unknown = books.send(venue, limit(TimeInForce.GTC));
        venue = connect();
        books.catchUp(venue);

        Order asked = books.ask(venue, unknown);

        assertThat(asked.state()).isEqualTo(OrderState.ACCEPTED);
        assertThat(server.taken(asked.clientOrderId())).isOne();
        agree();
    }

    @Test
    void a_limit_entry_that_fills_whole_is_booked_as_the_venue_has_it() {
        Order order = books.send(venue, limit(TimeInForce.GTD));
        server.fill(order.clientOrderId(), "0.5", "59949.5");

        agree();

        assertThat(books.get(order).state()).isEqualTo(OrderState.FILLED);
        assertThat(books.position(SYMBOL)).isEqualByComparingTo("0.5");
    }

    @ParameterizedTest
    @EnumSource(TimeInForce.class)
    void a_limit_entry_that_the_venue_does_not_have_is_never_sent_in_another_way(TimeInForce timeInForce) {
        Order order = limit(timeInForce);
        boolean has = VenueEntries.at(name())
                .orElseThrow()
                .timesInForce(OrderType.LIMIT)
                .contains(timeInForce);

        Order sent = books.send(venue, order);

        assertThat(server.taken(order.clientOrderId())).isEqualTo(has ? 1 : 0);
        if (!has) {
            assertThat(sent.state()).isEqualTo(OrderState.DENIED);
            assertThat(sent.life().reason()).startsWith("VENUE_TERMS: " + name() + " has no LIMIT entry");
        }
    }

    @Test
    void a_position_that_nobody_ordered_is_a_difference_and_stays_one() {
        server.outsidePosition("ETHUSD", "2");

        assertThat(books.reconcile(venue))
                .singleElement()
                .asString()
                .contains("ETHUSD", "is 0 here and 2 at the venue");
        assertThat(books.reconcile(venue)).hasSize(1);
        assertThat(books.position("ETHUSD")).isZero();
    }

    @Test
    void an_order_that_nobody_made_here_is_taken_in_and_told_apart() {
        server.outsideOrder("somebody-elses", SYMBOL);

        agree();

        assertThat(books.outside()).containsExactly("somebody-elses");
    }
}
