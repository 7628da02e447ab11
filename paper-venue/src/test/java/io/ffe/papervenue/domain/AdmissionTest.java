package io.ffe.papervenue.domain;

import static io.ffe.papervenue.domain.Scene.BTC;
import static io.ffe.papervenue.domain.Scene.entry;
import static io.ffe.papervenue.domain.Scene.exit;
import static io.ffe.papervenue.domain.Scene.limit;
import static io.ffe.papervenue.domain.Scene.market;
import static io.ffe.papervenue.domain.Scene.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.Side;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final Scene scene = new Scene(Scene.frictionless());

    @BeforeEach
    void a_quote_is_known() {
        scene.quote(BTC, "60000", "60001");
    }

    private void refused(PlaceOrder request, Reason reason, String detail) {
        VenueOrder order = scene.place(request);

        assertThat(order.state()).isEqualTo(VenueOrderState.REJECTED);
        assertThat(order.reason()).isEqualTo(reason);
        assertThat(order.detail()).contains(detail);
    }

    @Test
    void a_part_of_a_lot_is_refused() {
        refused(
                market("a", Side.BUY, "0.000015"),
                Reason.LOT_SIZE,
                "quantity is 0.000015, expected a multiple of 0.00001");
    }

    @Test
    void a_price_between_ticks_is_refused() {
        refused(limit("a", Side.BUY, "1", "59000.001", TimeInForce.GTC), Reason.TICK_SIZE, "59000.001");
        refused(entry("b", Side.BUY, "1", "59000.001", "62000"), Reason.TICK_SIZE, "59000.001");
    }

    @Test
    void too_much_and_too_little_is_refused() {
        refused(market("a", Side.BUY, "9001"), Reason.MAX_QUANTITY, "at most 9000");
        refused(market("b", Side.BUY, "0.00001"), Reason.MIN_NOTIONAL, "worth 0.60001, expected at least 5");
    }

    @Test
    void an_unknown_symbol_is_refused() {
        refused(
                order("a", "DOGEUSD", Side.BUY, OrderType.MARKET, "1", null, null, TimeInForce.GTC, false, null),
                Reason.UNKNOWN_SYMBOL,
                "DOGEUSD");
    }

    @Test
    void a_foreign_quote_currency_is_refused() {
        refused(
                order("a", "USDJPY", Side.BUY, OrderType.MARKET, "1000", null, null, TimeInForce.GTC, false, null),
                Reason.CURRENCY,
                "quoted in JPY, expected USD");
    }

    @Test
    void a_symbol_without_a_quote_is_refused() {
        refused(
                order("a", "SOLUSDT", Side.BUY, OrderType.MARKET, "1", null, null, TimeInForce.GTC, false, null),
                Reason.NO_PRICE,
                "SOLUSDT");
    }

    @Test
    void exposure_beyond_equity_times_leverage_is_refused() {
        refused(market("a", Side.BUY, "5"), Reason.INSUFFICIENT_MARGIN, "300005 USD, expected at most 300000");
    }

    @Test
    void working_orders_count_as_exposure() {
        scene.place(limit("resting", Side.BUY, "3", "59000", TimeInForce.GTC));

        refused(market("a", Side.BUY, "2.5"), Reason.INSUFFICIENT_MARGIN, "expected at most 300000");
    }

    @Test
    void a_short_needs_margin_like_a_long() {
        refused(market("a", Side.SELL, "5.1"), Reason.INSUFFICIENT_MARGIN, "expected at most 300000");
    }

    @Test
    void what_reduces_is_taken_even_when_the_account_is_under_water() {
        scene.place(market("in", Side.BUY, "4.5"));
        scene.quote(BTC, "60000", "60001");
        scene.quote(BTC, "38000", "38001");

        assertThat(scene.place(market("more", Side.BUY, "0.1")).state()).isEqualTo(VenueOrderState.REJECTED);
        assertThat(scene.place(market("less", Side.SELL, "1")).state()).isEqualTo(VenueOrderState.ACCEPTED);
        assertThat(scene.place(exit("out", Side.SELL, "3.5")).state()).isEqualTo(VenueOrderState.ACCEPTED);
    }

    @Test
    void reduce_only_without_a_position_is_refused() {
        refused(exit("a", Side.SELL, "1"), Reason.REDUCE_ONLY_NO_POSITION, "position in BTCUSDT is 0");
    }

    @Test
    void a_repeated_client_order_id_is_refused_for_ever() {
        scene.place(market("a", Side.BUY, "1"));
        scene.quote(BTC, "60000", "60001");

        Placement again = scene.exchange().place(market("a", Side.SELL, "2"), null, null);

        assertThat(again).isEqualTo(new Placement.Repeated(scene.order("a")));
    }

    @Test
    void a_rejected_orders_id_is_used_up() {
        refused(exit("a", Side.SELL, "1"), Reason.REDUCE_ONLY_NO_POSITION, "");

        assertThat(scene.exchange().place(market("a", Side.BUY, "1"), null, null))
                .isInstanceOf(Placement.Repeated.class);
    }

    @Test
    void the_id_of_a_protection_is_taken_before_the_entry_fills() {
        scene.place(entry("e", Side.BUY, "1", "59000", "62000"));

        assertThat(scene.exchange().place(market("e-oco", Side.BUY, "1"), null, null))
                .isEqualTo(new Placement.Repeated(scene.order("e")));
        PlaceOrder other = order(
                "f",
                BTC,
                Side.BUY,
                OrderType.MARKET,
                "1",
                null,
                null,
                TimeInForce.GTC,
                false,
                Scene.protection("e", "59000", "62000"));
        refused(other, Reason.DUPLICATE_PROTECTION_ID, "e-oco");
    }

    @Test
    void the_first_order_opens_the_account_with_the_start_cash() {
        scene.place(market("a", Side.BUY, "1"));

        assertThat(scene.events().getFirst().kind()).isEqualTo(VenueEvent.Kind.CASH);
        assertThat(scene.events().getFirst().cashDelta()).isEqualByComparingTo("100000");
    }

    @Test
    void when_a_client_first_looks_at_its_account_makes_no_difference() {
        Scene late = new Scene(Scene.frictionless());
        late.beginBeat();
        late.quote(BTC, "60000", "60001");
        late.endBeat();
        late.exchange().open(Scene.MAIN, null).ifPresent(late::apply);
        scene.exchange().open(Scene.MAIN, null).ifPresent(scene::apply);

        assertThat(late.events()).isEqualTo(scene.events());
    }

    @Test
    void a_fault_rejects_as_many_orders_as_it_says() {
        scene.set(new Faults(1, 0, 0, 0, false, 0, 100, 1));

        refused(market("a", Side.BUY, "1"), Reason.FAULT, "fault");
        assertThat(scene.place(market("b", Side.BUY, "1")).state()).isEqualTo(VenueOrderState.ACCEPTED);
    }

    @Test
    void seeded_rejects_hit_the_same_orders_again() {
        scene.set(new Faults(0, 0, 0, 0, false, 40, 100, 7));
        Scene other = new Scene(Scene.frictionless());
        other.quote(BTC, "60000", "60001");
        other.set(new Faults(0, 0, 0, 0, false, 40, 100, 7));
        int rejected = 0;
        for (int i = 0; i < 50; i++) {
            PlaceOrder request = market("order-" + i, Side.BUY, "0.001");
            VenueOrderState state = scene.place(request).state();
            assertThat(other.place(request).state()).isEqualTo(state);
            rejected += state == VenueOrderState.REJECTED ? 1 : 0;
        }
        assertThat(rejected).isBetween(5, 35);
    }

    @Test
    void a_request_that_contradicts_itself_is_no_order() {
        assertThatThrownBy(() -> entry("e", Side.BUY, "1", "62000", "59000"))
                .hasMessageContaining("expected the stop below the target on a BUY");
        assertThatThrownBy(
                        () -> order("e", BTC, Side.BUY, OrderType.LIMIT, "1", null, null, TimeInForce.GTC, false, null))
                .hasMessageContaining("limitPrice is absent on LIMIT");
        assertThatThrownBy(() ->
                        order("../e", BTC, Side.BUY, OrderType.MARKET, "1", null, null, TimeInForce.GTC, false, null))
                .hasMessageContaining("clientOrderId is ../e");
    }
}
