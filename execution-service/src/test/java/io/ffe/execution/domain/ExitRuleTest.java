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
