package io.ffe.execution.domain;

import static io.ffe.execution.domain.TestOrders.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.id.Ids;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
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
    void a_position_that_came_after_the_exit_was_filled_gets_another() {
        Order filled = TestOrders.ended(exit(0), new OrderEvent.Traded(new BigDecimal("0.5")));

        assertThat(Flattening.generation(COMMAND, "main", LONG, List.of(filled)))
                .hasValue(1);
    }

    @Test
    void an_exit_that_came_to_nothing_is_tried_again_and_not_without_end() {
        List<Order> refused = IntStream.range(0, Flattening.MOST_IN_A_ROW)
                .mapToObj(generation -> TestOrders.ended(exit(generation), new OrderEvent.Refused("INSUFFICIENT_FUND")))
                .toList();
        Order traded = TestOrders.ended(
                TestOrders.ended(exit(2), new OrderEvent.Traded(new BigDecimal("0.3"))),
                new OrderEvent.Canceled("immediate or cancel"));
        List<Order> progress = List.of(refused.get(0), refused.get(1), traded, refused.get(3), refused.get(4));

        assertThat(Flattening.cameToNothing(refused.getFirst())).isTrue();
        assertThat(Flattening.cameToNothing(traded)).isFalse();
        assertThat(Flattening.generation(COMMAND, "main", LONG, refused.subList(0, Flattening.MOST_IN_A_ROW - 1)))
                .hasValue(Flattening.MOST_IN_A_ROW - 1);
        assertThat(Flattening.generation(COMMAND, "main", LONG, refused)).isEmpty();
        assertThat(Flattening.generation(COMMAND, "main", LONG, progress)).hasValue(5);
        assertThat(Flattening.generation("halt-4", "main", LONG, refused)).hasValue(0);
    }

    @Test
    void an_exit_of_which_the_venue_cancelled_the_rest_is_followed_by_another_for_what_is_still_open() {
        Order partly = TestOrders.ended(exit(0), new OrderEvent.Traded(new BigDecimal("0.3")));
        Order canceled = TestOrders.ended(partly, new OrderEvent.Canceled("immediate or cancel"));

        assertThat(Flattening.generation(COMMAND, "main", LONG, List.of(partly)))
                .isEmpty();
        assertThat(Flattening.generation(COMMAND, "main", LONG, List.of(canceled)))
                .hasValue(1);
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
