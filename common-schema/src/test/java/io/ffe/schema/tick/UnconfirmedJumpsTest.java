package io.ffe.schema.tick;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnconfirmedJumpsTest {

    private long sequence;

    @Test
    void one_price_far_from_the_last_ones_is_held_and_the_third_that_agrees_is_not() {
        UnconfirmedJumps jumps = new UnconfirmedJumps(Instruments.builtIn(), symbol -> Optional.empty());
        for (int i = 0; i < JumpDetector.ENOUGH; i++) {
            assertThat(jumps.holds(quote("BTCUSDT", 60_000 + i))).isFalse();
        }

        assertThat(jumps.holds(quote("BTCUSDT", 6_000))).isTrue();
        assertThat(jumps.holds(quote("BTCUSDT", 60_020))).isFalse();
        assertThat(jumps.holds(quote("BTCUSDT", 50_000))).isTrue();
        assertThat(jumps.holds(trade("BTCUSDT", 50_001))).isTrue();
        assertThat(jumps.holds(quote("BTCUSDT", 50_002))).isFalse();
        assertThat(jumps.holds(quote("BTCUSDT", 50_003))).isFalse();
    }

    @Test
    void symbols_have_nothing_to_do_with_one_another_and_what_is_no_instrument_is_left_to_others() {
        UnconfirmedJumps jumps = new UnconfirmedJumps(Instruments.builtIn(), symbol -> Optional.empty());
        for (int i = 0; i < 2 * JumpDetector.ENOUGH; i++) {
            assertThat(jumps.holds(quote("BTCUSDT", 60_000))).isFalse();
            assertThat(jumps.holds(quote("ETHUSDT", 3_000))).isFalse();
            assertThat(jumps.holds(quote("NOSUCH", 1 + 1_000 * (i % 2)))).isFalse();
        }
    }

    @Test
    void the_first_tick_is_compared_with_what_was_known_before() {
        UnconfirmedJumps jumps = new UnconfirmedJumps(Instruments.builtIn(), symbol -> Optional.of(60_000.0));

        assertThat(jumps.holds(quote("BTCUSDT", 6_000))).isTrue();
        assertThat(jumps.holds(quote("BTCUSDT", 60_500))).isFalse();
    }

    private Tick quote(String symbol, int price) {
        BigDecimal bid = BigDecimal.valueOf(price);
        return tick(symbol, Tick.Kind.QUOTE, bid, null);
    }

    private Tick trade(String symbol, int price) {
        return tick(symbol, Tick.Kind.TRADE, null, BigDecimal.valueOf(price));
    }

    private Tick tick(String symbol, Tick.Kind kind, BigDecimal quoted, BigDecimal traded) {
        return new Tick(
                symbol,
                "test",
                ++sequence,
                kind,
                Instant.EPOCH,
                Instant.EPOCH,
                quoted,
                quoted,
                null,
                null,
                traded,
                traded == null ? null : BigDecimal.ONE,
                Origin.LIVE,
                false);
    }
}
