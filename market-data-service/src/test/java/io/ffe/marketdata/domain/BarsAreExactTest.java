package io.ffe.marketdata.domain;

import static io.ffe.marketdata.domain.Market.BTC;
import static io.ffe.marketdata.domain.Market.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Tick;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Minutes are kept as whole steps where that loses nothing. Whatever prices come, finer than a step, with more digits than a long,
 * with zeros at the end, the bar is what decimals give, to the last digit that is written.
 */
class BarsAreExactTest {

    /** As decimals do it. */
    private static final class ByDecimals {

        private @Nullable BigDecimal open;
        private BigDecimal high = BigDecimal.ZERO;
        private BigDecimal low = BigDecimal.ZERO;
        private BigDecimal close = BigDecimal.ZERO;
        private Instant openAt = Instant.MAX;
        private Instant closeAt = Instant.MIN;

        void add(BigDecimal value, Instant at) {
            if (open == null) {
                open = value;
                high = value;
                low = value;
                close = value;
                openAt = at;
                closeAt = at;
                return;
            }
            high = value.compareTo(high) > 0 ? value : high;
            low = value.compareTo(low) < 0 ? value : low;
            if (at.isBefore(openAt)) {
                open = value;
                openAt = at;
            }
            if (!at.isBefore(closeAt)) {
                close = value;
                closeAt = at;
            }
        }

        @Nullable
        Ohlc ohlc() {
            return open == null ? null : new Ohlc(open, high, low, close);
        }

        /** As bars show mids. */
        Ohlc atTickSize() {
            Ohlc all = ohlc();
            return new Ohlc(shown(all.open()), shown(all.high()), shown(all.low()), shown(all.close()));
        }

        private static BigDecimal shown(BigDecimal value) {
            BigDecimal stripped = value.stripTrailingZeros();
            return stripped.scale() < 2 ? stripped.setScale(2) : stripped;
        }
    }

    private static BigDecimal decimal(Random random, boolean odd) {
        // A mid has one decimal more, and 18 are the most there are.
        int scale = odd ? random.nextInt(18) : random.nextInt(4);
        long digits =
                odd && random.nextInt(4) == 0 ? random.nextLong(1, 1L << 60) : random.nextLong(6_180_000, 6_190_000);
        return BigDecimal.valueOf(digits, scale);
    }

    @Tries(3000)
    void the_bar_of_any_prices_is_what_decimals_give(long seed) {
        Random random = new Random(seed);
        // Most minutes are ordinary, some become odd on the way, some begin so.
        int oddFrom = random.nextInt(3) == 0 ? random.nextInt(20) : 20;
        BarBuilder builder = new BarBuilder(Market.RUN, BTC, Origin.REPLAY, Duration.ofMinutes(1));
        ByDecimals mids = new ByDecimals();
        ByDecimals bids = new ByDecimals();
        ByDecimals asks = new ByDecimals();
        BigDecimal volume = BigDecimal.ZERO;
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean odd = i >= oddFrom && random.nextBoolean();
            boolean trade = random.nextInt(4) == 0;
            BigDecimal size = random.nextInt(3) == 0 && !trade ? null : decimal(random, odd);
            Instant at = START.plusMillis(random.nextInt(60_000));
            BigDecimal bid = trade ? null : decimal(random, odd);
            BigDecimal ask = trade ? null : decimal(random, odd);
            BigDecimal price = trade ? decimal(random, odd) : null;
            ticks.add(new Tick(
                    "BTCUSDT",
                    "test",
                    i,
                    trade ? Tick.Kind.TRADE : Tick.Kind.QUOTE,
                    at,
                    at,
                    bid,
                    ask,
                    null,
                    null,
                    price,
                    size,
                    Origin.REPLAY,
                    false));
            if (trade) {
                mids.add(price, at);
            } else {
                mids.add(Quote.mid(bid, ask), at);
                bids.add(bid, at);
                asks.add(ask, at);
            }
            volume = size == null ? volume : volume.add(size);
        }

        builder.closeThrough(START);
        ticks.forEach(builder::add);
        Bar bar = builder.closeThrough(START.plusSeconds(60)).getFirst();

        assertThat(bar.price()).isEqualTo(mids.atTickSize());
        assertThat(bar.bid()).isEqualTo(bids.ohlc());
        assertThat(bar.ask()).isEqualTo(asks.ohlc());
        assertThat(bar.volume()).isEqualTo(volume);
        assertThat(bar.tickCount()).isEqualTo(20);
    }
}
