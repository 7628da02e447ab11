package io.ffe.execution.domain;

import static io.ffe.execution.domain.TestOrders.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.id.Ids;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlatteningTest {

    private static final String COMMAND = "halt-3";
    private static final Position LONG = new Position("BTCUSDT", new BigDecimal("0.5"), new BigDecimal("30000"));

    @Test
    void an_open_position_gets_one_exit_whose_id_is_the_commands() {
        assertThat(Flattening.generation(COMMAND, "main", LONG, List.of())).hasValue(0);

        Order exit = exit(0);
        assertThat(exit.side()).isEqualTo(Side.SELL);
        assertThat(exit.quantity()).isEqualByComparingTo("0.5");
        assertThat(exit.reducesOnly()).isTrue();
        assertThat(exit.verdictId()).isNull();
        assertThat(exit.clientOrderId())
                .isEqualTo(Ids.clientOrderId(Ids.intentOfCommand(COMMAND, "main", "BTCUSDT"), "exit", 0));
        assertThat(Flattening.generation(COMMAND, "main", LONG, List.of(exit))).isEmpty();
    }

    @Test
    void a_flat_position_and_one_that_a_verdict_closes_get_none() {
        assertThat(Flattening.generation(COMMAND, "main", Position.flat("BTCUSDT"), List.of()))
                .isEmpty();
        assertThat(Flattening.generation(COMMAND, "main", LONG, List.of(TestOrders.exit("verdict"))))
                .isEmpty();
    }

    @Test
    void a_position_that_came_after_the_exit_was_filled_gets_another_and_a_refused_exit_is_not_repeated() {
        Order filled = TestOrders.ended(exit(0), new OrderEvent.Traded(new BigDecimal("0.5")));
        Order refused = TestOrders.ended(exit(0), new OrderEvent.Refused("margin"));

        assertThat(Flattening.generation(COMMAND, "main", LONG, List.of(filled)))
                .hasValue(1);
        assertThat(Flattening.generation(COMMAND, "main", LONG, List.of(refused)))
                .isEmpty();
        assertThat(Flattening.generation("halt-4", "main", LONG, List.of(refused)))
                .hasValue(0);
    }

    @Test
    void an_exit_that_came_to_a_market_that_had_just_closed_is_followed_by_one_that_waits_for_it() {
        Order denied = TestOrders.ended(
                TestOrders.ended(exit(0), new OrderEvent.Sending(1)),
                new OrderEvent.Withheld(1, DenialReason.MARKET_CLOSED.text("EUR_USD does not trade now")));
        Order forGood = TestOrders.ended(exit(0), new OrderEvent.Denied(DenialReason.VENUE_TERMS.text("too small")));

        assertThat(Flattening.generation(COMMAND, "main", LONG, List.of(denied)))
                .hasValue(1);
        assertThat(Flattening.generation(COMMAND, "main", LONG, List.of(forGood)))
                .isEmpty();
    }

    private static Order exit(int generation) {
        return Order.flattening(
                COMMAND, generation, "main", LONG, LONG.quantity().abs(), null, Origin.REPLAY, NOW, true);
    }
}
