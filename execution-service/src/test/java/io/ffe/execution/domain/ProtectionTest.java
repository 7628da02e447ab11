package io.ffe.execution.domain;

import static io.ffe.execution.domain.TestOrders.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.OrderState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProtectionTest {

    private static final Position LONG = new Position("BTCUSDT", new BigDecimal("0.5"), new BigDecimal("30000"));

    private final Order entry = TestOrders.entry("verdict");
    private final Order protection = entry.protection();

    @Test
    void protection_is_the_opposite_side_for_the_whole_entry_under_an_id_of_its_own() {
        assertThat(protection.side()).isEqualTo(entry.side().opposite());
        assertThat(protection.quantity()).isEqualByComparingTo(entry.quantity());
        assertThat(protection.clientOrderId()).isNotEqualTo(entry.clientOrderId());
        assertThat(protection.travelsWithEntry()).isTrue();
        assertThat(protection.reducesOnly()).isTrue();
    }

    @Test
    void protection_that_was_taken_off_for_a_failed_exit_is_placed_again_as_the_next_generation() {
        Order off = TestOrders.ended(protection, new OrderEvent.Canceled("by client"));
        Order failedExit = TestOrders.ended(TestOrders.exit("other"), new OrderEvent.Refused("halted"));

        Order again =
                Protection.missing(LONG, List.of(entry, off, failedExit), NOW).orElseThrow();

        assertThat(again.generation()).isEqualTo(1);
        assertThat(again.clientOrderId()).isNotEqualTo(off.clientOrderId());
        assertThat(again.stopLoss()).isEqualByComparingTo(off.stopLoss());
        assertThat(again.quantity()).isEqualByComparingTo(LONG.quantity());
        assertThat(again.state()).isEqualTo(OrderState.INTENT);
    }

    @Test
    void a_stop_that_follows_does_so_in_each_generation() {
        Order trailing = TestOrders.trailing("verdict", "500");
        Order off = TestOrders.ended(trailing.protection(), new OrderEvent.Canceled("by client"));

        assertThat(off.trailingDistance()).isEqualByComparingTo("500");
        assertThat(Protection.missing(LONG, List.of(trailing, off), NOW)
                        .orElseThrow()
                        .trailingDistance())
                .isEqualByComparingTo("500");
    }

    @Test
    void nothing_is_placed_while_an_exit_is_on_its_way() {
        Order off = TestOrders.ended(protection, new OrderEvent.Canceled("by client"));

        assertThat(Protection.missing(LONG, List.of(entry, off, TestOrders.exit("other")), NOW))
                .isEmpty();
    }

    @Test
    void nothing_is_placed_while_protection_lives() {
        assertThat(Protection.missing(LONG, List.of(entry, protection), NOW)).isEmpty();
    }

    @Test
    void nothing_is_placed_for_a_position_that_is_closed() {
        Order off = TestOrders.ended(protection, new OrderEvent.Canceled("by client"));

        assertThat(Protection.missing(Position.flat("BTCUSDT"), List.of(off), NOW))
                .isEmpty();
    }

    @Test
    void protection_that_the_venue_refused_is_not_thrown_at_it_again_at_once() {
        Order refused = TestOrders.ended(protection, new OrderEvent.Refused("halted"));

        assertThat(Protection.missing(LONG, List.of(entry, refused), NOW)).isEmpty();
    }

    @Test
    void protection_ends_with_an_entry_that_never_traded() {
        Order denied = TestOrders.ended(entry, new OrderEvent.Denied("late"));
        Order rejected = TestOrders.ended(entry, new OrderEvent.Refused("no"));

        assertThat(Protection.afterEntry(denied, true)).containsInstanceOf(OrderEvent.Denied.class);
        assertThat(Protection.afterEntry(rejected, true)).containsInstanceOf(OrderEvent.Canceled.class);
        assertThat(Protection.afterEntry(entry, true)).isEmpty();
    }

    @Test
    void protection_outlives_an_entry_that_traded() {
        Order partly = TestOrders.ended(entry, new OrderEvent.Traded(new BigDecimal("0.1")));
        Order canceled = TestOrders.ended(partly, new OrderEvent.Canceled("by client"));

        assertThat(Protection.afterEntry(canceled, true)).isEmpty();
    }

    @Test
    void protection_that_no_venue_carries_is_placed_as_an_order_of_its_own_for_what_the_entry_filled() {
        Order partly = TestOrders.ended(entry, new OrderEvent.Traded(new BigDecimal("0.1")));
        Order canceled = TestOrders.ended(partly, new OrderEvent.Canceled("rest given up"));

        OrderEvent end = Protection.afterEntry(canceled, false).orElseThrow();
        Order given = TestOrders.ended(protection, end);

        assertThat(end).isInstanceOf(OrderEvent.Canceled.class);
        assertThat(Protection.missing(LONG, List.of(canceled, given), NOW))
                .hasValueSatisfying(
                        again -> assertThat(again.travelsWithEntry()).isFalse());
        assertThat(Protection.afterEntry(partly, false)).isEmpty();
    }

    @Test
    void protection_that_was_denied_when_it_was_to_leave_is_not_tried_again_at_once() {
        Order denied = TestOrders.ended(
                TestOrders.ended(protection, new OrderEvent.Sending(1)),
                new OrderEvent.Withheld(1, "VENUE_TERMS: halted"));

        assertThat(Protection.missing(LONG, List.of(entry, denied), NOW)).isEmpty();
    }

    private List<Order> refusedGenerations(int count) {
        List<Order> newestFirst = new ArrayList<>();
        Order next = protection;
        for (int generation = 0; generation < count; generation++) {
            Order refused = TestOrders.ended(next, new OrderEvent.Refused("stop price"));
            newestFirst.addFirst(refused);
            next = refused.nextGeneration(LONG.quantity(), NOW);
        }
        return newestFirst;
    }

    @Test
    void protection_that_the_venue_refused_is_tried_again_as_the_next_generation_for_what_is_open_now() {
        Order again = Protection.retried(LONG, List.of(), refusedGenerations(3), NOW.plusSeconds(1))
                .orElseThrow();

        assertThat(again.generation()).isEqualTo(3);
        assertThat(again.quantity()).isEqualByComparingTo(LONG.quantity());
        assertThat(again.stopLoss()).isEqualByComparingTo(protection.stopLoss());
        assertThat(again.takeProfit()).isEqualByComparingTo(protection.takeProfit());
        assertThat(again.decidedAt()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void what_is_refused_again_and_again_is_a_persons() {
        List<Order> nine = refusedGenerations(Protection.MOST_IN_A_ROW - 1);
        List<Order> ten = refusedGenerations(Protection.MOST_IN_A_ROW);
        Order worked = TestOrders.ended(
                ten.getFirst().nextGeneration(LONG.quantity(), NOW), new OrderEvent.Canceled("by client"));

        assertThat(Protection.retried(LONG, List.of(), nine, NOW)).isPresent();
        assertThat(Protection.retried(LONG, List.of(), ten, NOW)).isEmpty();
        assertThat(Protection.givenUp(ten)).isTrue();
        assertThat(Protection.givenUp(
                        Stream.concat(Stream.of(worked), ten.stream()).toList()))
                .isFalse();
    }

    @Test
    void protection_that_was_denied_on_its_way_is_tried_again_and_one_that_was_taken_off_is_not_by_this() {
        Order denied = TestOrders.ended(
                TestOrders.ended(protection, new OrderEvent.Sending(1)),
                new OrderEvent.Withheld(1, "MARKET_CLOSED: halted"));
        Order off = TestOrders.ended(protection, new OrderEvent.Canceled("by client"));

        assertThat(Protection.retried(LONG, List.of(), List.of(denied), NOW)).isPresent();
        assertThat(Protection.retried(LONG, List.of(), List.of(off), NOW)).isEmpty();
    }

    @Test
    void nothing_is_tried_again_beside_an_exit_or_for_what_is_closed() {
        List<Order> refused = refusedGenerations(1);

        assertThat(Protection.retried(LONG, List.of(TestOrders.exit("other")), refused, NOW))
                .isEmpty();
        assertThat(Protection.retried(Position.flat("BTCUSDT"), List.of(), refused, NOW))
                .isEmpty();
        assertThat(Protection.retried(LONG, List.of(entry), refused, NOW)).isPresent();
    }
}
