package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.execution.domain.OrderEvent.Acknowledged;
import io.ffe.execution.domain.OrderEvent.Canceled;
import io.ffe.execution.domain.OrderEvent.Denied;
import io.ffe.execution.domain.OrderEvent.Expired;
import io.ffe.execution.domain.OrderEvent.FoundAbsent;
import io.ffe.execution.domain.OrderEvent.NoAnswer;
import io.ffe.execution.domain.OrderEvent.Postponed;
import io.ffe.execution.domain.OrderEvent.Refused;
import io.ffe.execution.domain.OrderEvent.Resized;
import io.ffe.execution.domain.OrderEvent.Sending;
import io.ffe.execution.domain.OrderEvent.Traded;
import io.ffe.execution.domain.OrderEvent.Waits;
import io.ffe.execution.domain.OrderEvent.Withheld;
import io.ffe.schema.event.OrderState;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderLifeTest {

    private static final BigDecimal TWO = new BigDecimal("2");

    @Test
    void an_order_goes_from_intent_to_filled() {
        assertThat(states(new Sending(1), new Acknowledged("V1"), traded("0.5"), traded("2")))
                .containsExactly(
                        OrderState.SUBMITTING, OrderState.ACCEPTED, OrderState.PARTIALLY_FILLED, OrderState.FILLED);
    }

    @Test
    void no_answer_is_unknown_and_not_a_rejection() {
        OrderLife life = after(new Sending(1), new NoAnswer(1, "timeout"));

        assertThat(life.state()).isEqualTo(OrderState.UNKNOWN);
        assertThat(life.reason()).isEqualTo("timeout");
    }

    @Test
    void an_unknown_order_is_never_sent_again_before_the_venue_was_asked() {
        OrderLife unknown = after(new Sending(1), new NoAnswer(1, "timeout"));

        assertThat(unknown.after(new Sending(2))).isSameAs(unknown);
    }

    @Test
    void an_order_that_the_venue_does_not_have_may_be_sent_again_under_the_same_id() {
        OrderLife life = after(new Sending(1), new NoAnswer(1, "timeout"), new FoundAbsent(1), new Sending(2));

        assertThat(life.state()).isEqualTo(OrderState.SUBMITTING);
        assertThat(life.attempt()).isEqualTo(2);
    }

    @Test
    void absence_that_was_found_for_an_earlier_attempt_says_nothing_about_this_one() {
        OrderLife second = after(new Sending(1), new NoAnswer(1, "timeout"), new FoundAbsent(1), new Sending(2));

        assertThat(second.after(new FoundAbsent(1))).isSameAs(second);
        assertThat(second.after(new NoAnswer(1, "late"))).isSameAs(second);
    }

    @Test
    void an_order_that_shows_up_late_is_adopted_and_not_sent_again() {
        OrderLife late = after(
                new Sending(1), new NoAnswer(1, "timeout"), new FoundAbsent(1), new Acknowledged("V1"), new Sending(2));

        assertThat(late.state()).isEqualTo(OrderState.ACCEPTED);
        assertThat(late.attempt()).isEqualTo(1);
    }

    @Test
    void an_order_that_was_denied_here_and_works_at_the_venue_lives() {
        OrderLife life = after(new Sending(1), new FoundAbsent(1), new Denied("late"), new Acknowledged("V1"));

        assertThat(life.state()).isEqualTo(OrderState.ACCEPTED);
    }

    @Test
    void only_what_has_not_left_can_be_denied() {
        for (OrderEvent left : List.of(new Acknowledged("V1"), new Refused("no"), traded("1"))) {
            OrderLife life = after(new Sending(1), left);
            assertThat(life.after(new Denied("too late"))).as("after %s", left).isSameAs(life);
        }
    }

    @Test
    void what_was_written_down_as_leaving_and_kept_is_denied_and_only_that() {
        assertThat(after(new Sending(1), new Withheld(1, "halted")).state()).isEqualTo(OrderState.DENIED);
        assertThat(after(new Withheld(1, "halted")).state()).isEqualTo(OrderState.INTENT);
        assertThat(after(new Sending(1), new Withheld(2, "halted")).state()).isEqualTo(OrderState.SUBMITTING);
        for (OrderEvent left : List.of(new Acknowledged("V1"), new NoAnswer(1, "timeout"), traded("1"))) {
            OrderLife life = after(new Sending(1), left);
            assertThat(life.after(new Withheld(1, "halted")))
                    .as("after %s", left)
                    .isSameAs(life);
        }
    }

    @Test
    void what_could_not_leave_for_a_moment_is_an_intent_again_that_says_why_and_leaves_as_the_next_attempt() {
        OrderLife postponed = after(new Sending(1), new Postponed(1, "no room"));

        assertThat(postponed.state()).isEqualTo(OrderState.INTENT);
        assertThat(postponed.reason()).isEqualTo("no room");
        assertThat(postponed.after(new Sending(2)).state()).isEqualTo(OrderState.SUBMITTING);
        // Another process found it SUBMITTING, and has asked or sent meanwhile.
        assertThat(after(new Sending(1), new NoAnswer(1, "not recorded"), new Postponed(1, "froze"))
                        .state())
                .isEqualTo(OrderState.INTENT);
        for (OrderEvent left : List.of(new Acknowledged("V1"), new Refused("no"), traded("1"))) {
            OrderLife life = after(new Sending(1), left);
            assertThat(life.after(new Postponed(1, "late")))
                    .as("after %s", left)
                    .isSameAs(life);
        }
        OrderLife second = after(new Sending(1), new FoundAbsent(1), new Sending(2));
        assertThat(second.after(new Postponed(1, "late"))).isSameAs(second);
    }

    @Test
    void what_waits_says_what_for_until_it_leaves() {
        OrderLife waiting = after(new Waits("closed"));

        assertThat(waiting.state()).isEqualTo(OrderState.INTENT);
        assertThat(waiting.reason()).isEqualTo("closed");
        assertThat(waiting.after(new Waits("closed"))).isSameAs(waiting);
        assertThat(waiting.after(new Sending(1)).reason()).isNull();
        OrderLife left = after(new Sending(1));
        assertThat(left.after(new Waits("closed"))).isSameAs(left);
    }

    @Test
    void a_fill_after_the_end_counts_and_leaves_the_end() {
        OrderLife life = after(new Sending(1), new Acknowledged("V1"), new Canceled("by client"), traded("0.5"));

        assertThat(life.state()).isEqualTo(OrderState.CANCELED);
        assertThat(life.filled()).isEqualByComparingTo("0.5");
        assertThat(life.after(traded("2")).state()).isEqualTo(OrderState.FILLED);
    }

    @Test
    void more_than_the_order_asked_for_fills_it_and_no_more() {
        OrderLife life = after(new Sending(1), traded("3"));

        assertThat(life.state()).isEqualTo(OrderState.FILLED);
        assertThat(life.filled()).isEqualByComparingTo(TWO);
    }

    @Test
    void the_venue_can_resize_what_lives_but_not_below_what_has_traded() {
        OrderLife half = after(new Sending(1), traded("0.5"));

        assertThat(half.after(new Resized(BigDecimal.ONE)).quantity()).isEqualByComparingTo("1");
        assertThat(half.after(new Resized(new BigDecimal("0.4")))).isSameAs(half);
    }

    @Test
    void every_event_has_an_answer_in_every_state() {
        List<OrderEvent> events = List.of(
                new Denied("d"),
                new Sending(1),
                new Acknowledged("V1"),
                new Refused("r"),
                new NoAnswer(1, "n"),
                new FoundAbsent(1),
                new Withheld(1, "w"),
                new Postponed(1, "p"),
                new Waits("closed"),
                traded("1"),
                traded("2"),
                new Canceled("c"),
                new Expired("e"),
                new Resized(BigDecimal.ONE));
        for (OrderState state : OrderState.values()) {
            OrderLife life = new OrderLife(state, TWO, BigDecimal.ZERO, 1, null, null);
            for (OrderEvent event : events) {
                assertThat(life.after(event)).as("%s after %s", state, event).isNotNull();
            }
        }
    }

    private static Traded traded(String total) {
        return new Traded(new BigDecimal(total));
    }

    private static OrderLife after(OrderEvent... events) {
        return Stream.of(events).reduce(OrderLife.intent(TWO), OrderLife::after, (a, b) -> b);
    }

    private static List<OrderState> states(OrderEvent... events) {
        OrderLife[] life = {OrderLife.intent(TWO)};
        return Stream.of(events)
                .map(event -> (life[0] = life[0].after(event)).state())
                .toList();
    }
}
