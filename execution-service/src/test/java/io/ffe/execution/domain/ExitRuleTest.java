package io.ffe.execution.domain;

import static io.ffe.execution.domain.TestOrders.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitRuleTest {

    private static final Position LONG = new Position("BTCUSDT", new BigDecimal("2"), new BigDecimal("100"));

    @Test
    void a_whole_exit_closes_what_is_there_and_a_part_never_more_than_itself_or_that() {
        Order whole = exit("2");
        Order part = exit("0.5");

        assertThat(part.leg()).isEqualTo("partial");
        assertThat(ExitRule.quantity(whole, position("3"))).hasValue(new BigDecimal("3"));
        assertThat(ExitRule.quantity(part, position("3"))).hasValue(new BigDecimal("0.5"));
        assertThat(ExitRule.quantity(part, position("0.2"))).hasValue(new BigDecimal("0.2"));
        assertThat(ExitRule.quantity(part, Position.flat("BTCUSDT"))).isEmpty();
        assertThat(ExitRule.quantity(part, new Position("BTCUSDT", new BigDecimal("-1"), new BigDecimal("-1"))))
                .isEmpty();
    }

    @Test
    void one_exit_at_a_time_and_one_that_has_not_left_does_not_count() {
        Order waiting = TestOrders.exit("verdict");
        Order left = TestOrders.ended(waiting, new OrderEvent.Sending(1));

        assertThat(ExitRule.underWay(exit("2"), List.of(waiting))).isEmpty();
        assertThat(ExitRule.underWay(exit("2"), List.of(left))).contains(left);
        assertThat(ExitRule.underWay(left, List.of(left))).isEmpty();
    }

    @Test
    void an_exit_that_has_ended_and_an_entry_under_way_hold_no_exit_up() {
        Order left = TestOrders.ended(TestOrders.exit("verdict"), new OrderEvent.Sending(1));
        Order over = TestOrders.ended(left, new OrderEvent.Refused("halted"));
        Order entry = TestOrders.ended(TestOrders.entry("other"), new OrderEvent.Sending(1));

        assertThat(ExitRule.underWay(exit("2"), List.of(over, entry))).isEmpty();
    }

    @Test
    void protection_that_lives_is_taken_off_and_nothing_else() {
        Order entry = TestOrders.entry("verdict");
        Order working = TestOrders.ended(entry.protection(), new OrderEvent.Acknowledged("at the venue"));
        Order over = TestOrders.ended(working, new OrderEvent.Canceled("by client"));

        assertThat(ExitRule.toTakeOff(List.of(entry, over, working, TestOrders.exit("other"))))
                .containsExactly(working);
    }

    /** A cancel that overtakes it would take off nothing, and it would work afterwards. */
    @Test
    void protection_of_its_own_may_still_arrive_until_the_venue_has_said_that_it_is_there() {
        Order withEntry = TestOrders.entry("verdict").protection();
        Order off = TestOrders.ended(withEntry, new OrderEvent.Canceled("by client"));
        Order own = Protection.missing(LONG, List.of(TestOrders.entry("verdict"), off), NOW)
                .orElseThrow();
        Order sent = TestOrders.ended(own, new OrderEvent.Sending(1));
        Order works = TestOrders.ended(sent, new OrderEvent.Acknowledged("at the venue"));

        assertThat(ExitRule.mayStillArrive(withEntry)).isFalse();
        assertThat(ExitRule.mayStillArrive(own)).isTrue();
        assertThat(ExitRule.mayStillArrive(sent)).isTrue();
        assertThat(ExitRule.mayStillArrive(works)).isFalse();
        assertThat(ExitRule.mayStillArrive(TestOrders.ended(works, new OrderEvent.Traded(new BigDecimal("0.5")))))
                .isFalse();
    }

    @Test
    void at_a_closed_market_an_operators_exit_waits_and_a_verdicts_does_not() {
        String closed = DenialReason.MARKET_CLOSED.text("EUR_USD does not trade now");

        assertThat(ExitRule.waitsOut(exit("2"), closed)).isTrue();
        assertThat(ExitRule.waitsOut(TestOrders.exit("verdict"), closed)).isFalse();
        assertThat(ExitRule.waitsOut(exit("2"), DenialReason.VENUE_TERMS.text("less than the smallest size")))
                .isFalse();
    }

    private static Position position(String quantity) {
        return new Position("BTCUSDT", new BigDecimal(quantity), BigDecimal.ONE);
    }

    private static Order exit(String quantity) {
        return Order.flattening("command", 0, "main", LONG, new BigDecimal(quantity), null, Origin.REPLAY, NOW, true);
    }
}
