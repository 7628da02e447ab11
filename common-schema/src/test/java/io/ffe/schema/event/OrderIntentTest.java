package io.ffe.schema.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.OrderIntent.Purpose;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderIntentTest {

    private static final BigDecimal PRICE = new BigDecimal("100");

    private static OrderIntent entry(
            @Nullable OrderType type, @Nullable BigDecimal limit, @Nullable TimeInForce timeInForce) {
        return intent(Purpose.ENTRY, type, limit, timeInForce);
    }

    private static OrderIntent intent(
            Purpose purpose, @Nullable OrderType type, @Nullable BigDecimal limit, @Nullable TimeInForce timeInForce) {
        return new OrderIntent(
                "i", purpose, Side.BUY, BigDecimal.ONE, PRICE, PRICE, PRICE, type, limit, timeInForce, null);
    }

    @ParameterizedTest
    @EnumSource(TimeInForce.class)
    void a_limit_has_a_price_and_any_time_in_force(TimeInForce timeInForce) {
        assertThat(entry(OrderType.LIMIT, PRICE, timeInForce).limitPrice()).isEqualByComparingTo("100");
        assertThatThrownBy(() -> entry(OrderType.LIMIT, null, timeInForce))
                .hasMessageContaining("limitPrice is null, expected present exactly on LIMIT");
        assertThatThrownBy(() -> entry(OrderType.LIMIT, BigDecimal.ZERO, timeInForce))
                .hasMessageContaining("limitPrice is 0");
    }

    @Test
    void only_an_entry_has_a_stop_that_follows_and_at_a_distance_above_zero() {
        assertThat(trailing(Purpose.ENTRY, PRICE).trailingDistance()).isEqualByComparingTo("100");
        assertThatThrownBy(() -> trailing(Purpose.ENTRY, BigDecimal.ZERO))
                .hasMessageContaining("trailingDistance is 0");
        assertThatThrownBy(() -> trailing(Purpose.EXIT, PRICE))
                .hasMessageContaining("trailingDistance is 100, expected absent on an EXIT");
    }

    private static OrderIntent trailing(Purpose purpose, BigDecimal distance) {
        return new OrderIntent("i", purpose, Side.BUY, BigDecimal.ONE, PRICE, PRICE, PRICE, null, null, null, distance);
    }

    @Test
    void a_market_order_never_rests_and_an_order_that_says_nothing_has_neither_price_nor_time() {
        assertThat(entry(OrderType.MARKET, null, TimeInForce.FOK).orderType()).isEqualTo(OrderType.MARKET);
        assertThatThrownBy(() -> entry(OrderType.MARKET, null, TimeInForce.GTC))
                .hasMessageContaining("timeInForce is GTC, expected IOC or FOK on MARKET");
        assertThatThrownBy(() -> entry(OrderType.MARKET, null, null)).hasMessageContaining("timeInForce");
        assertThatThrownBy(() -> entry(null, PRICE, null)).hasMessageContaining("limitPrice");
        assertThatThrownBy(() -> entry(null, null, TimeInForce.IOC)).hasMessageContaining("timeInForce");
    }

    @Test
    void an_exit_is_always_put_in_the_usual_way() {
        assertThatThrownBy(() -> intent(Purpose.EXIT, OrderType.LIMIT, PRICE, TimeInForce.GTC))
                .hasMessageContaining("orderType is LIMIT, expected absent on an EXIT");
    }

    @ParameterizedTest
    @EnumSource(VenueEntries.class)
    void what_a_venue_has_is_found_by_its_configured_name(VenueEntries venue) {
        String name = venue.name().toLowerCase(Locale.ROOT);

        assertThat(VenueEntries.at(name)).contains(venue);
        for (OrderType type : OrderType.values()) {
            for (TimeInForce timeInForce : TimeInForce.values()) {
                assertThat(venue.lacks(type, timeInForce).isEmpty())
                        .isEqualTo(venue.timesInForce(type).contains(timeInForce));
            }
        }
        assertThat(venue.lacks(OrderType.MARKET, TimeInForce.GTC).orElseThrow()).startsWith(name + " has no MARKET");
        assertThat(VenueEntries.at("somewhere")).isEmpty();
    }
}
