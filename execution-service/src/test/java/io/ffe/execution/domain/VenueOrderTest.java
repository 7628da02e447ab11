package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.execution.domain.VenueOrder.State;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VenueOrderTest {

    @ParameterizedTest
    @CsvSource({
        "ACCEPTED, 0, true, false",
        "PARTIALLY_FILLED, 1, true, false",
        "FILLED, 2, false, false",
        "CANCELED, 0, false, true",
        "CANCELED, 1, false, false",
        "REJECTED, 0, false, true",
        "EXPIRED, 0, false, true",
        "EXPIRED, 1, false, false",
    })
    void what_works_can_still_trade_and_what_ended_without_a_trade_came_to_nothing(
            State state, String filled, boolean works, boolean nothing) {
        assertThat(state.works()).isEqualTo(works);
        assertThat(order(state, filled, null).cameToNothing()).isEqualTo(nothing);
    }

    @Test
    void the_books_hear_of_an_order_that_lives_that_it_is_there_and_of_one_that_ended_why() {
        for (State there : new State[] {State.ACCEPTED, State.PARTIALLY_FILLED, State.FILLED}) {
            assertThat(order(there, "1", "no matter").stateEvent()).isEqualTo(new OrderEvent.Acknowledged("V1"));
        }
        assertThat(order(State.CANCELED, "0", "by client").stateEvent())
                .isEqualTo(new OrderEvent.Canceled("by client"));
        assertThat(order(State.REJECTED, "0", "margin").stateEvent()).isEqualTo(new OrderEvent.Refused("margin"));
        assertThat(order(State.EXPIRED, "0", null).stateEvent())
                .isEqualTo(new OrderEvent.Expired("the venue gave no reason"));
    }

    private static VenueOrder order(State state, String filled, @Nullable String reason) {
        return new VenueOrder(
                "C1",
                "V1",
                "BTCUSDT",
                Side.BUY,
                VenueOrder.Kind.MARKET,
                false,
                Origin.LIVE,
                new BigDecimal("2"),
                new BigDecimal(filled),
                state,
                reason);
    }
}
