package io.ffe.papervenue.domain;

import static io.ffe.papervenue.domain.Scene.BTC;
import static io.ffe.papervenue.domain.Scene.MAIN;
import static io.ffe.papervenue.domain.Scene.dec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Stops that follow the best quote since they work. */
class TrailingStopTest {

    private final Scene scene = new Scene(Scene.frictionless());

    /** An order that only reduces, with a distance of its own. */
    private static PlaceOrder alone(String id, OrderType type, @Nullable String stop, String distance) {
        return new PlaceOrder(
                id,
                MAIN,
                BTC,
                Side.SELL,
                type,
                dec("1"),
                null,
                stop == null ? null : dec(stop),
                TimeInForce.GTC,
                true,
                Origin.REPLAY,
                null,
                null,
                dec(distance));
    }

    /** A position of one at 60001 or 60000, whose stop follows at 500. */
    private void hold(Side side, String stop, String target) {
        fill(Scene.trailing("e", side, "1", stop, target, "500"));
    }

    private void fill(PlaceOrder entry) {
        scene.quote(BTC, "60000", "60001");
        scene.place(entry);
        scene.quote(BTC, "60000", "60001");
    }

    @Test
    void the_stop_of_what_was_bought_follows_the_bid_up_and_closes_on_the_way_down() {
        hold(Side.BUY, "59501", "65000");
        scene.quote(BTC, "60000", "60001");
        assertThat(scene.order("e-oco").stopPrice())
                .as("the bid is a spread below")
                .isEqualByComparingTo("59501");
        scene.quote(BTC, "61000.07", "61001");
        assertThat(scene.order("e-oco").stopPrice()).isEqualByComparingTo("60500.07");
        scene.quote(BTC, "60600", "60601");
        assertThat(scene.order("e-oco").stopPrice()).isEqualByComparingTo("60500.07");
        assertThat(scene.position(BTC)).isEqualByComparingTo("1");

        scene.quote(BTC, "60400", "60401");

        assertThat(scene.order("e-oco").state()).isEqualTo(VenueOrderState.FILLED);
        assertThat(scene.order("e-oco").averagePrice()).isEqualByComparingTo("60400");
        assertThat(scene.position(BTC)).isZero();
    }

    @Test
    void the_stop_of_what_was_sold_follows_the_ask_down() {
        hold(Side.SELL, "60500", "55000");
        scene.quote(BTC, "58999", "59000");
        assertThat(scene.order("e-oco").stopPrice()).isEqualByComparingTo("59500");

        scene.quote(BTC, "59499", "59500");

        assertThat(scene.order("e-oco").averagePrice()).isEqualByComparingTo("59500");
        assertThat(scene.position(BTC)).isZero();
    }

    @Test
    void a_quote_that_reaches_the_stop_does_not_pull_it_first() {
        hold(Side.BUY, "59501", "65000");

        scene.quote(BTC, "59501", "59502");

        assertThat(scene.position(BTC)).isZero();
        assertThat(scene.lines().stream().flatMap(line -> line.entries().stream()))
                .noneMatch(Entry.StopMoved.class::isInstance);
    }

    @Test
    void a_stop_that_is_placed_alone_follows_from_then_on() {
        fill(Scene.entry("e", Side.BUY, "1", "59501", "65000"));
        scene.cancel("e-oco");
        scene.place(alone("again", OrderType.STOP, "59501", "500"));

        scene.quote(BTC, "60200", "60201");

        assertThat(scene.order("again").stopPrice()).isEqualByComparingTo("59700");
    }

    @Test
    void where_the_stop_has_come_to_survives_and_no_event_is_counted_for_it() {
        hold(Side.BUY, "59501", "65000");
        long told = scene.account().lastSequence();
        scene.quote(BTC, "61000", "61001");

        Exchange recovered = new Exchange(Scene.frictionless());
        scene.lines().forEach(recovered::apply);

        assertThat(recovered.order("e-oco").orElseThrow().stopPrice()).isEqualByComparingTo("60500");
        assertThat(scene.account().lastSequence()).isEqualTo(told);
    }

    @Test
    void a_distance_is_above_zero_on_the_grid_and_on_stops_only() {
        scene.quote(BTC, "60000", "60001");

        assertThatThrownBy(() -> alone("s", OrderType.STOP, "59000", "0"))
                .hasMessageContaining("trailingDistance is 0, expected a number above zero");
        assertThatThrownBy(() -> alone("m", OrderType.MARKET, null, "500"))
                .hasMessageContaining("trailingDistance is 500 on MARKET, expected present on STOP only");
        assertThat(scene.place(Scene.trailing("e", Side.BUY, "1", "59500", "65000", "500.001"))
                        .reason())
                .isEqualTo(Reason.TICK_SIZE);
    }
}
