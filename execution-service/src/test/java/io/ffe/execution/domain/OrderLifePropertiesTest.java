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
import io.ffe.execution.domain.OrderEvent.Sending;
import io.ffe.execution.domain.OrderEvent.Traded;
import io.ffe.execution.domain.OrderEvent.Waits;
import io.ffe.execution.domain.OrderEvent.Withheld;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What the venue says arrives late, twice and in any order; the order's life must not depend on that. */
class OrderLifePropertiesTest {

    private static final BigDecimal QUANTITY = BigDecimal.TEN;

    @Tries(10_000)
    void any_order_of_any_repeats_of_what_the_venue_said_leads_to_the_same_life(Draw draw, Random random) {
        List<OrderEvent> story = story(draw);
        OrderLife told = tell(sent(), story);

        List<OrderEvent> muddled = new ArrayList<>(story);
        for (OrderEvent event : story) {
            for (int repeat = random.nextInt(3); repeat > 0; repeat--) {
                muddled.add(event);
            }
        }
        Collections.shuffle(muddled, random);

        assertThat(tell(sent(), muddled)).isEqualTo(told);
    }

    @Tries(10_000)
    void the_answer_to_the_request_may_come_anywhere_in_between(Draw draw, Random random) {
        List<OrderEvent> story = story(draw);
        OrderLife told = tell(sent(), story);

        List<OrderEvent> late = new ArrayList<>(story);
        late.add(random.nextInt(late.size() + 1), new NoAnswer(1, "timeout"));

        assertThat(tell(sent(), late)).isEqualTo(told);
    }

    @Tries(10_000)
    void whatever_happens_an_end_stays_an_end_and_fills_never_shrink(Draw draw) {
        OrderLife life = OrderLife.intent(QUANTITY);
        for (OrderEvent event : events(draw)) {
            OrderLife next = life.after(event);
            assertThat(next.filled()).isGreaterThanOrEqualTo(life.filled());
            assertThat(next.attempt()).isBetween(life.attempt(), life.attempt() + 1);
            if (life.ended() && life.state() != OrderState.DENIED) {
                assertThat(next.state()).isIn(life.state(), OrderState.FILLED);
            }
            life = next;
        }
    }

    @Tries(10_000)
    void nothing_but_asking_or_the_certainty_that_nothing_left_leads_from_a_send_to_another_send(Draw draw) {
        OrderLife life = OrderLife.intent(QUANTITY);
        boolean certain = true;
        for (OrderEvent event : events(draw)) {
            OrderLife next = life.after(event);
            if ((event instanceof FoundAbsent || event instanceof Postponed) && next != life) {
                certain = true;
            }
            if (next.attempt() > life.attempt()) {
                assertThat(certain)
                        .as("sent again after %s without asking", life)
                        .isTrue();
                certain = false;
            }
            life = next;
        }
    }

    /** What a venue may truthfully say of one order: taken, traded in steps, and at most one kind of end. */
    private static List<OrderEvent> story(Draw draw) {
        List<OrderEvent> story = new ArrayList<>();
        story.add(new Acknowledged("V1"));
        draw.list(0, 4, () -> draw.between(1, 9)).stream()
                .distinct()
                .forEach(total -> story.add(new Traded(BigDecimal.valueOf(total))));
        List<List<OrderEvent>> ends = List.of(
                List.of(),
                List.of(new Canceled("by client")),
                List.of(new Expired("no price")),
                List.of(new Traded(QUANTITY)),
                List.of(new Canceled("by client"), new Traded(QUANTITY)));
        story.addAll(ends.get(draw.between(0, ends.size() - 1)));
        return story;
    }

    /** Anything at all, also what no venue would say. */
    private static List<OrderEvent> events(Draw draw) {
        return draw.list(0, 20, () -> draw.between(1, 5) <= 3 ? attempt(draw) : rest(draw));
    }

    private static OrderEvent attempt(Draw draw) {
        int attempt = draw.between(1, 3);
        return draw.of(
                new Sending(attempt),
                new NoAnswer(attempt, "timeout"),
                new FoundAbsent(attempt),
                new Postponed(attempt, "no room"),
                new Withheld(attempt, "halted"));
    }

    private static OrderEvent rest(Draw draw) {
        return draw.of(
                new Denied("denied"),
                new Waits("closed"),
                new Acknowledged("V1"),
                new Refused("refused"),
                new Canceled("canceled"),
                new Expired("expired"),
                new Traded(BigDecimal.valueOf(4)),
                new Traded(QUANTITY));
    }

    private static OrderLife sent() {
        return OrderLife.intent(QUANTITY).after(new Sending(1));
    }

    private static OrderLife tell(OrderLife from, List<OrderEvent> events) {
        OrderLife life = from;
        for (OrderEvent event : events) {
            life = life.after(event);
        }
        return life;
    }
}
