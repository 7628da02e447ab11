package io.ffe.papervenue.domain;

import static io.ffe.papervenue.domain.Scene.BTC;
import static io.ffe.papervenue.domain.Scene.ETH;
import static io.ffe.papervenue.domain.Scene.entry;
import static io.ffe.papervenue.domain.Scene.exit;
import static io.ffe.papervenue.domain.Scene.limit;
import static io.ffe.papervenue.domain.Scene.market;
import static io.ffe.papervenue.domain.Scene.stop;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchingTest {

    private final Scene scene = new Scene(Scene.frictionless());

    private List<VenueEvent.Fill> fills() {
        return scene.events().stream()
                .filter(event -> event.kind() == VenueEvent.Kind.FILL)
                .map(VenueEvent::fill)
                .toList();
    }

    private void longOne(String stopLoss, String takeProfit) {
        scene.quote(BTC, "60000", "60001");
        scene.place(entry("e", Side.BUY, "1", stopLoss, takeProfit));
        scene.quote(BTC, "60000", "60001");
    }

    @Test
    void a_market_order_waits_for_the_tick_after_it() {
        scene.quote(BTC, "60000", "60001");
        scene.place(market("a", Side.BUY, "0.5"));

        assertThat(scene.order("a").state()).isEqualTo(VenueOrderState.ACCEPTED);
        scene.quote(ETH, "3000", "3001");
        assertThat(scene.order("a").state()).isEqualTo(VenueOrderState.ACCEPTED);
        scene.quote(BTC, "60010", "60012");

        assertThat(scene.order("a").state()).isEqualTo(VenueOrderState.FILLED);
        assertThat(fills()).singleElement().satisfies(fill -> {
            assertThat(fill.price()).isEqualByComparingTo("60012");
            assertThat(fill.tick().offset()).isEqualTo(1);
        });
    }

    @Test
    void without_beats_a_quote_that_is_older_than_the_order_does_nothing_to_it() {
        scene.quote(BTC, "60000", "60001");
        scene.placeAfter(market("a", Side.BUY, "0.5"), 3);
        scene.placeAfter(limit("at-once", Side.BUY, "0.5", "60020", TimeInForce.IOC), 3);
        scene.quote(BTC, "60010", "60011");
        scene.quote(BTC, "60010", "60012");
        assertThat(scene.order("a").state()).isEqualTo(VenueOrderState.ACCEPTED);
        assertThat(scene.order("at-once").state()).isEqualTo(VenueOrderState.ACCEPTED);

        scene.quote(BTC, "60010", "60013");

        assertThat(scene.order("a").averagePrice()).isEqualByComparingTo("60013");
        assertThat(scene.order("at-once").averagePrice()).isEqualByComparingTo("60013");
    }

    @Test
    void an_order_waits_for_no_time_that_a_clock_said_before_it_was_set_back() {
        scene.quote(BTC, "60000", "60001");
        scene.placeAfter(market("a", Side.BUY, "0.5"), 600);
        scene.clockIsBehind(true);

        scene.quote(BTC, "60010", "60011");

        assertThat(scene.order("a").averagePrice()).isEqualByComparingTo("60011");
    }

    @Test
    void protection_works_from_the_quote_after_that_of_its_fill_however_late_that_was_read() {
        scene.quote(BTC, "60000", "60001");
        scene.place(entry("e", Side.BUY, "1", "59000", "62000"));
        scene.quoteReadLate(BTC, "60000", "60001", 30);

        scene.quote(BTC, "58900", "58901");

        assertThat(scene.order("e-oco").averagePrice()).isEqualByComparingTo("58900");
    }

    @Test
    void an_order_is_matched_from_the_beat_after_the_one_it_arrived_in() {
        scene.beginBeat();
        scene.quote(BTC, "60000", "60001");
        scene.endBeat();
        scene.beginBeat();
        scene.place(market("during", Side.BUY, "0.1"));
        scene.quote(BTC, "60010", "60011");
        assertThat(fills()).isEmpty();
        scene.endBeat();
        scene.place(market("after", Side.BUY, "0.1"));
        assertThat(fills()).isEmpty();

        scene.beginBeat();
        scene.quote(BTC, "60020", "60021");
        scene.endBeat();

        assertThat(fills())
                .hasSize(2)
                .allSatisfy(fill -> assertThat(fill.price()).isEqualByComparingTo("60021"));
    }

    @Test
    void buys_pay_the_ask_and_sells_get_the_bid() {
        scene.quote(BTC, "60000", "60001");
        scene.place(market("buy", Side.BUY, "1"));
        scene.place(market("sell", Side.SELL, "1"));
        scene.quote(BTC, "60100", "60105");

        assertThat(fills())
                .extracting(VenueEvent.Fill::price)
                .containsExactly(new BigDecimal("60105"), new BigDecimal("60100"));
    }

    @Test
    void a_crossed_quote_is_read_against_the_trader() {
        scene.quote(BTC, "60000", "60001");
        scene.place(market("buy", Side.BUY, "1"));
        scene.place(market("sell", Side.SELL, "1"));
        scene.quote(BTC, "60105", "60100");

        assertThat(fills())
                .extracting(VenueEvent.Fill::price)
                .containsExactly(new BigDecimal("60105"), new BigDecimal("60100"));
    }

    @Test
    void slippage_grows_with_size_and_rounds_to_the_tick_against_the_trader() {
        Scene slipping = new Scene(Scene.rules("0", "0", "1", "10"));
        slipping.quote(BTC, "60000", "60001", "2");
        slipping.place(market("small", Side.BUY, "0.0001"));
        slipping.place(market("whole", Side.BUY, "2"));
        slipping.place(market("sold", Side.SELL, "2"));
        slipping.quote(BTC, "60000", "60001", "2");

        // 60001 * (1 + 1.0005 bps) = 60007.0031; * (1 + 11 bps) = 60067.0011; 60000 * (1 - 11 bps) = 59934
        assertThat(slipping.order("small").averagePrice()).isEqualByComparingTo("60007.01");
        assertThat(slipping.order("whole").averagePrice()).isEqualByComparingTo("60067.01");
        assertThat(slipping.order("sold").averagePrice()).isEqualByComparingTo("59934");
    }

    @Test
    void slippage_has_a_largest_value() {
        Scene slipping = new Scene(Scene.rules("0", "0", "1", "10"));
        slipping.quote(BTC, "10000", "10000", "0.001");
        slipping.place(market("a", Side.BUY, "5"));
        slipping.quote(BTC, "10000", "10000", "0.001");

        assertThat(slipping.order("a").averagePrice()).isEqualByComparingTo("10050");
    }

    @Test
    void fees_are_taken_from_cash_by_who_took_and_who_made() {
        Scene dear = new Scene(Scene.rules("10", "5", "0", "0"));
        dear.quote(BTC, "9999", "10000");
        dear.place(entry("e", Side.BUY, "1", "9000", "11000"));
        dear.quote(BTC, "9999", "10000");
        assertThat(dear.account().cash()).isEqualByComparingTo("89990");

        dear.quote(BTC, "11000", "11001");

        assertThat(dear.account().fees()).isEqualByComparingTo("15.5");
        assertThat(dear.account().cash()).isEqualByComparingTo("100984.5");
    }

    @Test
    void a_sell_stop_triggers_on_the_bid_and_gets_the_worse_of_stop_and_quote() {
        scene.quote(BTC, "60000", "60001");
        scene.place(stop("s", Side.SELL, "1", "59000"));
        scene.quote(BTC, "59000.01", "59000.02");
        assertThat(fills()).isEmpty();

        scene.quote(BTC, "58500", "58501");

        assertThat(scene.order("s").averagePrice()).isEqualByComparingTo("58500");
    }

    @Test
    void a_buy_stop_triggers_on_the_ask() {
        scene.quote(BTC, "60000", "60001");
        scene.place(stop("s", Side.BUY, "1", "61000"));
        scene.quote(BTC, "60998", "60999.99");
        assertThat(fills()).isEmpty();

        scene.quote(BTC, "60999", "61000");

        assertThat(scene.order("s").averagePrice()).isEqualByComparingTo("61000");
    }

    @Test
    void a_limit_that_rests_fills_at_its_limit_as_maker() {
        scene.quote(BTC, "60000", "60001");
        scene.place(limit("l", Side.BUY, "1", "59500", TimeInForce.GTC));
        scene.quote(BTC, "59600", "59601");
        assertThat(fills()).isEmpty();

        scene.quote(BTC, "59399", "59400");

        assertThat(fills()).singleElement().satisfies(fill -> {
            assertThat(fill.price()).isEqualByComparingTo("59500");
            assertThat(fill.liquidity()).isEqualTo(Liquidity.MAKER);
        });
    }

    @Test
    void a_limit_that_crosses_on_arrival_takes_at_its_limit_or_better() {
        scene.quote(BTC, "60000", "60001");
        scene.place(limit("l", Side.BUY, "1", "60100", TimeInForce.GTC));
        scene.quote(BTC, "60010", "60011");

        assertThat(fills()).singleElement().satisfies(fill -> {
            assertThat(fill.price()).isEqualByComparingTo("60011");
            assertThat(fill.liquidity()).isEqualTo(Liquidity.TAKER);
        });
    }

    @Test
    void what_an_ioc_order_does_not_get_at_once_expires() {
        scene.quote(BTC, "60000", "60001");
        scene.place(limit("l", Side.BUY, "1", "59500", TimeInForce.IOC));
        scene.quote(BTC, "60000", "60001");

        assertThat(scene.order("l").state()).isEqualTo(VenueOrderState.EXPIRED);
        assertThat(scene.order("l").reason()).isEqualTo(Reason.IOC_REMAINDER);
    }

    @Test
    void protection_exists_from_the_instant_of_the_fill() {
        longOne("59000", "62000");

        VenueOrder oco = scene.order("e-oco");
        assertThat(oco.type()).isEqualTo(OrderType.OCO);
        assertThat(oco.side()).isEqualTo(Side.SELL);
        assertThat(oco.quantity()).isEqualByComparingTo("1");
        assertThat(oco.parentClientOrderId()).isEqualTo("e");
        assertThat(scene.lines().getLast().entries()).hasSize(2);
    }

    @Test
    void the_stop_ends_the_target() {
        longOne("59000", "62000");

        scene.quote(BTC, "58900", "58901");
        scene.quote(BTC, "63000", "63001");

        assertThat(scene.order("e-oco").averagePrice()).isEqualByComparingTo("58900");
        assertThat(scene.position(BTC)).isZero();
        assertThat(fills()).hasSize(2);
    }

    @Test
    void the_target_ends_the_stop() {
        longOne("59000", "62000");

        scene.quote(BTC, "62500", "62501");
        scene.quote(BTC, "50000", "50001");

        assertThat(scene.order("e-oco").averagePrice()).isEqualByComparingTo("62000");
        assertThat(scene.position(BTC)).isZero();
        assertThat(fills()).hasSize(2);
    }

    @Test
    void a_short_is_protected_on_the_other_side() {
        scene.quote(BTC, "60000", "60001");
        scene.place(entry("e", Side.SELL, "1", "61000", "58000"));
        scene.quote(BTC, "60000", "60001");
        scene.quote(BTC, "61001", "61002");

        assertThat(scene.order("e-oco").averagePrice()).isEqualByComparingTo("61002");
        assertThat(scene.position(BTC)).isZero();
    }

    @Test
    void one_tick_that_could_be_both_is_the_stop() {
        // Crossed: the bid alone would reach the target, the ask alone the stop.
        longOne("59000", "62000");

        scene.quote(BTC, "62500", "58500");

        assertThat(scene.order("e-oco").averagePrice()).isEqualByComparingTo("58500");
    }

    @Test
    void an_exit_cancels_the_protection_of_what_it_closed() {
        longOne("59000", "62000");
        scene.place(exit("x", Side.SELL, "1"));
        scene.quote(BTC, "60500", "60501");

        assertThat(scene.order("e-oco").state()).isEqualTo(VenueOrderState.CANCELED);
        assertThat(scene.order("e-oco").reason()).isEqualTo(Reason.POSITION_CLOSED);
        assertThat(scene.lines().getLast().entries()).hasSize(2);
    }

    @Test
    void a_partial_exit_shrinks_the_protection() {
        longOne("59000", "62000");
        scene.place(exit("x", Side.SELL, "0.4"));
        scene.quote(BTC, "60500", "60501");

        assertThat(scene.order("e-oco").quantity()).isEqualByComparingTo("0.6");
        scene.quote(BTC, "58000", "58001");
        assertThat(scene.position(BTC)).isZero();
    }

    @Test
    void stop_and_exit_at_one_tick_close_the_position_once() {
        longOne("59000", "62000");
        scene.place(exit("x", Side.SELL, "1"));
        scene.quote(BTC, "58000", "58001");

        assertThat(scene.position(BTC)).isZero();
        assertThat(scene.order("e-oco").state()).isEqualTo(VenueOrderState.FILLED);
        assertThat(scene.order("x").state()).isEqualTo(VenueOrderState.CANCELED);
        assertThat(scene.order("x").reason()).isEqualTo(Reason.POSITION_CLOSED);
    }

    @Test
    void a_reduce_only_order_never_turns_the_position() {
        longOne("59000", "62000");
        scene.place(exit("x", Side.SELL, "3"));
        scene.quote(BTC, "60500", "60501");

        assertThat(scene.position(BTC)).isZero();
        assertThat(scene.order("x").filledQuantity()).isEqualByComparingTo("1");
        assertThat(scene.order("x").state()).isEqualTo(VenueOrderState.CANCELED);
    }

    @Test
    void protection_grows_with_each_partial_fill() {
        scene.quote(BTC, "60000", "60001");
        scene.set(new Faults(0, 0, 0, 0, false, 0, 50, 1));
        scene.place(entry("e", Side.BUY, "1", "59000", "62000"));
        scene.quote(BTC, "60000", "60001");
        assertThat(scene.order("e").state()).isEqualTo(VenueOrderState.PARTIALLY_FILLED);
        assertThat(scene.order("e-oco").quantity()).isEqualByComparingTo("0.5");

        scene.quote(BTC, "60000", "60001");

        assertThat(scene.order("e-oco").quantity()).isEqualByComparingTo("0.75");
        assertThat(scene.position(BTC)).isEqualByComparingTo("0.75");
    }

    @Test
    void an_entry_never_fills_on_after_its_protection_has_ended() {
        scene.quote(BTC, "60000", "60001");
        scene.set(new Faults(0, 0, 0, 0, false, 0, 50, 1));
        scene.place(entry("e", Side.BUY, "1", "59000", "62000"));
        scene.quote(BTC, "60000", "60001");
        scene.set(Faults.NONE);
        scene.cancel("e-oco");

        assertThat(scene.order("e").state()).isEqualTo(VenueOrderState.CANCELED);
        assertThat(scene.order("e").reason()).isEqualTo(Reason.PROTECTION_ENDED);
    }

    @Test
    void a_stop_that_was_triggered_fills_on_like_a_market_order() {
        longOne("59000", "62000");
        scene.set(new Faults(0, 0, 0, 0, false, 0, 50, 1));
        scene.quote(BTC, "58900", "58901");
        scene.set(Faults.NONE);
        scene.quote(BTC, "59500", "59501");

        assertThat(fills())
                .extracting(VenueEvent.Fill::price)
                .endsWith(new BigDecimal("58900"), new BigDecimal("59500"));
        assertThat(scene.position(BTC)).isZero();
    }

    @Test
    void an_older_quote_and_the_same_tick_again_fill_nothing() {
        scene.quote(BTC, "60000", "60001");
        scene.quote(BTC, "60002", "60003");
        scene.place(market("a", Side.BUY, "1"));
        // Offset 0 again, as after a redelivery.
        scene.tick(BTC, new BigDecimal("60000"), new BigDecimal("60001"), null, 0, 0);

        assertThat(fills()).isEmpty();
    }

    @Test
    void venue_time_never_goes_back() {
        longOne("59000", "62000");
        scene.quote(BTC, "58900", "58901");

        assertThat(scene.events()).extracting(VenueEvent::at).isSorted();
    }
}
