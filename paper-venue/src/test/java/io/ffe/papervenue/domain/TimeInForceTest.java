package io.ffe.papervenue.domain;

import static io.ffe.papervenue.domain.Scene.BTC;
import static io.ffe.papervenue.domain.Scene.ETH;
import static io.ffe.papervenue.domain.Scene.limit;
import static io.ffe.papervenue.domain.Scene.limitUntil;
import static io.ffe.papervenue.domain.Scene.marketNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each type of order with each time in force: what rests, what crosses, what comes to its end and why. */
class TimeInForceTest {

    private final Scene scene = new Scene(Scene.frictionless());

    private void halfIsThere() {
        scene.set(new Faults(0, 0, 0, 0, false, 0, 50, 0));
    }

    @Test
    void a_limit_that_is_good_till_canceled_rests_until_the_quote_crosses_it() {
        scene.quote(BTC, "60000", "60001");
        scene.place(limit("l", Side.BUY, "1", "59500", TimeInForce.GTC));
        for (int tick = 0; tick < 500; tick++) {
            scene.quote(BTC, "59600", "59601");
        }
        assertThat(scene.order("l").state()).isEqualTo(VenueOrderState.ACCEPTED);

        scene.quote(BTC, "59400", "59450");

        assertThat(scene.order("l").state()).isEqualTo(VenueOrderState.FILLED);
        assertThat(scene.order("l").averagePrice()).isEqualByComparingTo("59500");
    }

    @Test
    void a_limit_that_rests_and_is_canceled_trades_no_more() {
        scene.quote(BTC, "60000", "60001");
        scene.place(limit("l", Side.BUY, "1", "59500", TimeInForce.GTC));
        scene.cancel("l");
        scene.quote(BTC, "59000", "59001");

        assertThat(scene.order("l").state()).isEqualTo(VenueOrderState.CANCELED);
        assertThat(scene.position(BTC)).isZero();
    }

    @Test
    void what_rests_may_fill_in_parts_and_the_rest_goes_on_resting() {
        scene.quote(BTC, "60000", "60001");
        halfIsThere();
        scene.place(limit("l", Side.BUY, "1", "59500", TimeInForce.GTC));
        scene.quote(BTC, "59400", "59401");
        assertThat(scene.order("l").state()).isEqualTo(VenueOrderState.PARTIALLY_FILLED);
        scene.quote(BTC, "59900", "59901");
        assertThat(scene.position(BTC)).isEqualByComparingTo("0.5");

        scene.cancel("l");

        assertThat(scene.order("l").state()).isEqualTo(VenueOrderState.CANCELED);
        assertThat(scene.order("l").filledQuantity()).isEqualByComparingTo("0.5");
    }

    @Test
    void a_limit_that_is_good_till_a_time_fills_at_that_time_and_not_after_it() {
        scene.quote(BTC, "60000", "60001");
        scene.place(limitUntil("in-time", Side.BUY, "1", "59500", 2));
        scene.quote(BTC, "59400", "59401");
        scene.place(limitUntil("late", Side.BUY, "1", "59000", 3));
        scene.quote(BTC, "59400", "59401");
        scene.quote(BTC, "58000", "58001");

        assertThat(scene.order("in-time").state()).isEqualTo(VenueOrderState.FILLED);
        assertThat(scene.order("late").state()).isEqualTo(VenueOrderState.EXPIRED);
        assertThat(scene.order("late").reason()).isEqualTo(Reason.GOOD_TILL_OVER);
        assertThat(scene.position(BTC)).isEqualByComparingTo("1");
    }

    @Test
    void the_time_of_an_order_ends_it_without_a_tick_of_its_symbol() {
        scene.quote(BTC, "60000", "60001");
        scene.place(limitUntil("l", Side.BUY, "1", "59500", 4));
        scene.quote(ETH, "3000", "3001");
        scene.pause(2);
        assertThat(scene.order("l").state()).isEqualTo(VenueOrderState.ACCEPTED);

        scene.pause(3);

        assertThat(scene.order("l").reason()).isEqualTo(Reason.GOOD_TILL_OVER);
    }

    @Test
    void in_lock_step_a_beat_ends_what_has_come_to_its_time() {
        scene.beginBeat();
        scene.quote(BTC, "60000", "60001");
        scene.endBeat();
        scene.place(limitUntil("l", Side.BUY, "1", "59500", 2));
        scene.beginBeat();
        scene.quote(ETH, "3000", "3001");
        scene.quote(ETH, "3000", "3001");
        scene.endBeat();

        assertThat(scene.order("l").reason()).isEqualTo(Reason.GOOD_TILL_OVER);
        assertThat(scene.events().getLast().beat()).isEqualTo(2);
    }

    @Test
    void an_order_whose_time_is_over_when_it_comes_is_rejected() {
        scene.quote(BTC, "60000", "60001");
        scene.quote(BTC, "60000", "60001");
        scene.pause(0);
        scene.place(limit("moves-time", Side.BUY, "1", "70000", TimeInForce.GTC));
        scene.quote(BTC, "60000", "60001");

        VenueOrder late = scene.place(limitUntil("late", Side.BUY, "1", "59500", 2));

        assertThat(late.state()).isEqualTo(VenueOrderState.REJECTED);
        assertThat(late.reason()).isEqualTo(Reason.GOOD_TILL_OVER);
    }

    @Test
    void an_immediate_limit_takes_what_is_there_and_gives_the_rest_up() {
        scene.quote(BTC, "60000", "60001");
        halfIsThere();
        scene.place(limit("l", Side.BUY, "1", "60001", TimeInForce.IOC));
        scene.quote(BTC, "60000", "60001");

        assertThat(scene.order("l").state()).isEqualTo(VenueOrderState.EXPIRED);
        assertThat(scene.order("l").reason()).isEqualTo(Reason.IOC_REMAINDER);
        assertThat(scene.order("l").filledQuantity()).isEqualByComparingTo("0.5");
    }

    @ParameterizedTest
    @EnumSource(
            value = OrderType.class,
            names = {"MARKET", "LIMIT"})
    void fill_or_kill_is_all_or_nothing(OrderType type) {
        scene.quote(BTC, "60000", "60001");
        halfIsThere();
        scene.place(fillOrKill(type, "killed"));
        scene.quote(BTC, "60000", "60001");
        scene.set(Faults.NONE);
        scene.place(fillOrKill(type, "filled"));
        scene.quote(BTC, "60000", "60001");

        assertThat(scene.order("killed").state()).isEqualTo(VenueOrderState.EXPIRED);
        assertThat(scene.order("killed").reason()).isEqualTo(Reason.FOK_UNFILLED);
        assertThat(scene.order("killed").filledQuantity()).isZero();
        assertThat(scene.order("filled").state()).isEqualTo(VenueOrderState.FILLED);
        assertThat(scene.position(BTC)).isEqualByComparingTo("1");
    }

    private static PlaceOrder fillOrKill(OrderType type, String id) {
        return type == OrderType.MARKET
                ? marketNow(id, Side.BUY, "1", TimeInForce.FOK)
                : limit(id, Side.BUY, "1", "60001", TimeInForce.FOK);
    }

    @Test
    void a_limit_to_fill_or_kill_that_the_quote_does_not_reach_is_killed() {
        scene.quote(BTC, "60000", "60001");
        scene.place(limit("l", Side.SELL, "1", "60500", TimeInForce.FOK));
        scene.quote(BTC, "60400", "60401");

        assertThat(scene.order("l").reason()).isEqualTo(Reason.FOK_UNFILLED);
    }

    @Test
    void a_restart_keeps_what_rests_and_when_it_ends() {
        scene.quote(BTC, "60000", "60001");
        scene.place(limit("gtc", Side.BUY, "1", "59500", TimeInForce.GTC));
        scene.place(limitUntil("gtd", Side.BUY, "1", "59500", 3));
        Scene after = new Scene(Scene.frictionless());
        scene.lines().forEach(after::apply);
        assertThat(after.order("gtd").goodTill()).isEqualTo(scene.order("gtd").goodTill());

        after.pause(4);
        after.tick(BTC, Scene.dec("59400"), Scene.dec("59401"), null, 0, 8);
        after.tick(BTC, Scene.dec("59400"), Scene.dec("59401"), null, 0, 9);

        assertThat(after.order("gtd").reason()).isEqualTo(Reason.GOOD_TILL_OVER);
        assertThat(after.order("gtc").state()).isEqualTo(VenueOrderState.FILLED);
        assertThat(after.position(BTC)).isEqualByComparingTo("1");
    }

    @Test
    void a_time_belongs_to_good_till_orders_and_to_no_other() {
        assertThatThrownBy(() -> limit("l", Side.BUY, "1", "59500", TimeInForce.GTD))
                .hasMessage("goodTill is absent on GTD, expected present exactly on GTD");
        assertThatThrownBy(() -> Scene.order(
                        "s", BTC, Side.SELL, OrderType.STOP, "1", null, "59000", TimeInForce.FOK, true, null))
                .hasMessageContaining("timeInForce is FOK, expected GTC or GTD on a STOP order");
        assertThat(limitUntil("l", Side.BUY, "1", "59500", 3).origin()).isEqualTo(Origin.REPLAY);
    }
}
