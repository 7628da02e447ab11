package io.ffe.execution.domain;

import static io.ffe.execution.domain.TestOrders.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.VenueEntries;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestingEntryTest {

    private static final BigDecimal PRICE = new BigDecimal("59950");

    private final Order resting = works(TestOrders.limit("verdict", TimeInForce.GTC));

    private static Order works(Order order) {
        return TestOrders.ended(TestOrders.ended(order, new OrderEvent.Sending(1)), new OrderEvent.Acknowledged("v"));
    }

    @ParameterizedTest
    @EnumSource(TimeInForce.class)
    void only_what_waits_in_the_book_rests(TimeInForce timeInForce) {
        Order order = works(TestOrders.limit("verdict", timeInForce));

        assertThat(order.rests()).isEqualTo(timeInForce == TimeInForce.GTC || timeInForce == TimeInForce.GTD);
        assertThat(RestingEntry.ends(order, NOW.plusSeconds(3600)).isPresent()).isEqualTo(order.rests());
    }

    @Test
    void it_rests_to_the_end_of_its_verdicts_validity_and_no_longer() {
        Instant validUntil = resting.validUntil();

        assertThat(RestingEntry.ends(resting, validUntil)).isEmpty();
        assertThat(RestingEntry.ends(resting, validUntil.plusNanos(1)).orElseThrow())
                .startsWith("VALIDITY_OVER: ");
    }

    @Test
    void one_that_has_traded_in_part_ends_at_once() {
        Order partly = TestOrders.ended(resting, new OrderEvent.Traded(new BigDecimal("0.2")));

        assertThat(RestingEntry.ends(partly, NOW).orElseThrow()).contains("traded in part: 0.2 of 0.5");
    }

    @Test
    void a_market_entry_exits_and_protection_are_none_of_its_business() {
        Order market = works(TestOrders.entry("other"));
        Order partly = TestOrders.ended(market, new OrderEvent.Traded(new BigDecimal("0.2")));

        assertThat(RestingEntry.ends(partly, NOW.plusSeconds(3600))).isEmpty();
        assertThat(RestingEntry.ends(resting.protection(), NOW.plusSeconds(3600)))
                .isEmpty();
        assertThat(RestingEntry.ends(works(TestOrders.exit("exit")), NOW.plusSeconds(3600)))
                .isEmpty();
    }

    @Test
    void it_ends_before_an_exit_of_its_symbol() {
        Order notSent = TestOrders.limit("not-sent", TimeInForce.GTD);
        Order over = TestOrders.ended(works(TestOrders.limit("over", TimeInForce.GTD)), new OrderEvent.Expired("over"));

        assertThat(ExitRule.toEnd(List.of(resting, notSent, over, works(TestOrders.entry("market")))))
                .containsExactly(resting);
    }

    @Test
    void the_next_generation_is_put_in_the_same_way() {
        assertThat(resting.again().terms()).isEqualTo(resting.terms());
        assertThat(resting.protection().terms()).isNull();
    }

    @Test
    void a_limit_has_its_price_and_nothing_else_has() {
        assertThatThrownBy(() -> new OrderTerms(OrderType.LIMIT, null, TimeInForce.GTC))
                .hasMessageContaining("expected it exactly on LIMIT");
        assertThatThrownBy(() -> new OrderTerms(OrderType.MARKET, PRICE, TimeInForce.IOC))
                .hasMessageContaining("expected it exactly on LIMIT");
    }

    @Test
    void what_a_venue_does_not_have_is_named_with_what_it_has() {
        OrderTerms terms = new OrderTerms(OrderType.LIMIT, PRICE, TimeInForce.FOK);

        assertThat(OrderTerms.lack(terms, VenueEntries.OANDA))
                .contains("oanda has no LIMIT entry that is FOK, expected one of [GTC, GTD]");
        assertThat(OrderTerms.lack(terms, VenueEntries.COINBASE)).isEmpty();
        assertThat(OrderTerms.lack(null, VenueEntries.OANDA)).isEmpty();
    }

    /** Whatever happens to a resting entry, told in any order and twice, leaves one that is over or may still rest. */
    @Tries(500)
    void it_never_goes_on_resting_with_a_part_of_it_traded_or_past_its_time(long seed) {
        Random random = new Random(seed);
        Order order = TestOrders.limit("verdict", random.nextBoolean() ? TimeInForce.GTC : TimeInForce.GTD);
        Instant now = NOW;
        for (int step = 0; step < 12; step++) {
            now = now.plusSeconds(random.nextInt(12));
            OrderEvent event = switch (random.nextInt(6)) {
                case 0 -> new OrderEvent.Sending(order.life().attempt() + 1);
                case 1 -> new OrderEvent.Acknowledged("v");
                case 2 -> new OrderEvent.Traded(BigDecimal.valueOf(1 + random.nextInt(5), 1));
                case 3 -> new OrderEvent.NoAnswer(order.life().attempt(), "timeout");
                case 4 -> new OrderEvent.FoundAbsent(order.life().attempt());
                default ->
                    random.nextInt(4) == 0 ? new OrderEvent.Canceled("client") : new OrderEvent.Acknowledged("v");
            };
            order = order.with(order.life().after(event));
            Optional<String> ends = RestingEntry.ends(order, now);
            boolean may = order.life().ended()
                    || (order.state() != OrderState.PARTIALLY_FILLED && !now.isAfter(order.validUntil()));
            assertThat(ends.isEmpty()).as("%s at %s", order, now).isEqualTo(may);
            if (ends.isPresent()) {
                Order ended = order.with(order.life().after(new OrderEvent.Canceled("by us")));
                assertThat(ended.life().ended()).isTrue();
                assertThat(RestingEntry.ends(ended, now)).isEmpty();
                assertThat(ended.life().filled())
                        .isEqualByComparingTo(order.life().filled());
            }
        }
    }
}
