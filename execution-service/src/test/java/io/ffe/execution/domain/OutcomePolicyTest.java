package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutcomePolicyTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final VenueAnswer HAS = new VenueAnswer.Has(new VenueOrder(
            "client",
            "V1",
            "BTCUSDT",
            Side.BUY,
            VenueOrder.Kind.MARKET,
            false,
            Origin.REPLAY,
            BigDecimal.ONE,
            BigDecimal.ONE,
            VenueOrder.State.FILLED,
            null));
    private static final VenueAnswer NOTHING = new VenueAnswer.Nothing("timeout");

    @Test
    void what_did_not_leave_is_denied_and_a_question_that_was_not_put_settles_nothing() {
        VenueAnswer notSent = new VenueAnswer.NotSent("VENUE_TERMS: halted");

        assertThat(OutcomePolicy.afterSending(notSent, 2)).isEqualTo(new OrderEvent.Withheld(2, "VENUE_TERMS: halted"));
        assertThat(OutcomePolicy.afterAsking(notSent, 2, WINDOW, WINDOW)).isEmpty();
    }

    @Test
    void what_could_not_leave_for_a_moment_is_postponed_and_not_unknown() {
        VenueAnswer notYet = new VenueAnswer.NotYet("the terms could not be learned");

        assertThat(OutcomePolicy.afterSending(notYet, 2))
                .isEqualTo(new OrderEvent.Postponed(2, "the terms could not be learned"));
        assertThat(OutcomePolicy.afterAsking(notYet, 2, WINDOW, WINDOW)).isEmpty();
    }

    @Test
    void an_order_that_the_venue_has_is_confirmed_and_its_fills_are_left_to_the_events() {
        assertThat(OutcomePolicy.afterSending(HAS, 1)).isEqualTo(new OrderEvent.Acknowledged("V1"));
    }

    @Test
    void an_order_that_the_venue_took_and_cancelled_at_once_never_works() {
        VenueAnswer answer = new VenueAnswer.Has(ended(VenueOrder.State.CANCELED, BigDecimal.ZERO));

        assertThat(OutcomePolicy.afterSending(answer, 1)).isEqualTo(new OrderEvent.Canceled("MARKET_HALTED"));
        assertThat(OutcomePolicy.afterAsking(answer, 1, Duration.ZERO, WINDOW))
                .contains(new OrderEvent.Canceled("MARKET_HALTED"));
    }

    @Test
    void an_order_that_was_cancelled_after_it_had_traded_is_left_to_the_events() {
        VenueAnswer answer = new VenueAnswer.Has(ended(VenueOrder.State.CANCELED, new BigDecimal("0.5")));

        assertThat(OutcomePolicy.afterSending(answer, 1)).isEqualTo(new OrderEvent.Acknowledged("V1"));
        assertThat(OutcomePolicy.afterAsking(answer, 1, Duration.ZERO, WINDOW))
                .contains(new OrderEvent.Acknowledged("V1"));
    }

    private static VenueOrder ended(VenueOrder.State state, BigDecimal filled) {
        return new VenueOrder(
                "client",
                "V1",
                "BTCUSDT",
                Side.BUY,
                VenueOrder.Kind.MARKET,
                false,
                Origin.REPLAY,
                BigDecimal.ONE,
                filled,
                state,
                "MARKET_HALTED");
    }

    @Test
    void an_order_that_the_venue_refused_is_rejected() {
        assertThat(OutcomePolicy.afterSending(new VenueAnswer.Refused("LOT_SIZE", "too fine"), 1))
                .isEqualTo(new OrderEvent.Refused("LOT_SIZE: too fine"));
    }

    @Test
    void anything_else_after_sending_is_unknown() {
        assertThat(OutcomePolicy.afterSending(NOTHING, 3)).isEqualTo(new OrderEvent.NoAnswer(3, "timeout"));
        assertThat(OutcomePolicy.afterSending(new VenueAnswer.HasNot(), 3)).isInstanceOf(OrderEvent.NoAnswer.class);
    }

    @Test
    void a_404_counts_once_nothing_can_be_under_way_any_more() {
        VenueAnswer absent = new VenueAnswer.HasNot();

        assertThat(OutcomePolicy.afterAsking(absent, 1, WINDOW.minusMillis(1), WINDOW))
                .isEmpty();
        assertThat(OutcomePolicy.afterAsking(absent, 1, WINDOW, WINDOW)).contains(new OrderEvent.FoundAbsent(1));
    }

    @Test
    void a_failed_question_settles_nothing_however_long_ago_the_order_left() {
        Duration longAgo = Duration.ofDays(1);

        assertThat(OutcomePolicy.afterAsking(NOTHING, 1, longAgo, WINDOW)).isEmpty();
        assertThat(OutcomePolicy.afterAsking(new VenueAnswer.Refused("X", "y"), 1, longAgo, WINDOW))
                .isEmpty();
    }

    @Test
    void an_order_that_is_found_is_adopted_at_once() {
        assertThat(OutcomePolicy.afterAsking(HAS, 1, Duration.ZERO, WINDOW))
                .contains(new OrderEvent.Acknowledged("V1"));
    }
}
