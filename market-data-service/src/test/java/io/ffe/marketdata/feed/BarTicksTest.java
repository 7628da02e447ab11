package io.ffe.marketdata.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.feed.BarTicks.DerivedQuote;
import io.ffe.marketdata.feed.FeedRow.Prices;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BarTicksTest {

    private static final Instant START = Instant.parse("2024-08-05T00:00:00Z");
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private static BarTicks ticksOf(String symbol, Duration length) {
        return new BarTicks(Instruments.builtIn().require(symbol), SpreadModel.defaults(), length);
    }

    private static Prices prices(String open, String high, String low, String close) {
        return new Prices(new BigDecimal(open), new BigDecimal(high), new BigDecimal(low), new BigDecimal(close));
    }

    private static FeedRow.TradeBar bar(String open, String high, String low, String close) {
        return new FeedRow.TradeBar(2, START, prices(open, high, low, close), new BigDecimal("7.5"));
    }

    private static BigDecimal mid(DerivedQuote quote) {
        return quote.bid().add(quote.ask()).divide(TWO);
    }

    @Test
    void a_bar_that_rose_went_low_before_it_went_high() {
        List<DerivedQuote> quotes = ticksOf("BTCUSDT", Duration.ofMinutes(1)).of(bar("100", "120", "90", "110"));
        assertThat(quotes)
                .extracting(BarTicksTest::mid)
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactly(
                        new BigDecimal("100"), new BigDecimal("90"), new BigDecimal("120"), new BigDecimal("110"));
    }

    @Test
    void a_bar_that_fell_went_high_before_it_went_low() {
        List<DerivedQuote> quotes = ticksOf("BTCUSDT", Duration.ofMinutes(1)).of(bar("110", "120", "90", "100"));
        assertThat(quotes)
                .extracting(BarTicksTest::mid)
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactly(
                        new BigDecimal("110"), new BigDecimal("120"), new BigDecimal("90"), new BigDecimal("100"));
    }

    @Test
    void the_four_ticks_lie_at_the_start_the_thirds_and_a_millisecond_before_the_end() {
        assertThat(ticksOf("BTCUSDT", Duration.ofMinutes(5)).of(bar("1", "1", "1", "1")))
                .extracting(quote -> Duration.between(START, quote.at()))
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(100),
                        Duration.ofSeconds(200),
                        Duration.ofMinutes(5).minusMillis(1));
        assertThat(ticksOf("BTCUSDT", Duration.ofSeconds(1)).of(bar("1", "1", "1", "1")))
                .extracting(quote -> Duration.between(START, quote.at()).toMillis())
                .containsExactly(0L, 333L, 666L, 999L);
    }

    @Test
    void the_volume_of_the_bar_is_on_its_close() {
        assertThat(ticksOf("BTCUSDT", Duration.ofMinutes(1)).of(bar("1", "1", "1", "1")))
                .extracting(DerivedQuote::volume)
                .containsExactly(null, null, null, new BigDecimal("7.5"));
    }

    @Test
    void half_a_spread_is_a_basis_point_on_the_tick_grid() {
        DerivedQuote quote = ticksOf("BTCUSDT", Duration.ofMinutes(1)).at(START, new BigDecimal("61837.63"));
        // 61837.63 / 10000 = 6.183763
        assertThat(quote.bid()).isEqualByComparingTo("61831.45");
        assertThat(quote.ask()).isEqualByComparingTo("61843.81");
    }

    @Test
    void half_a_spread_is_never_under_one_tick() {
        DerivedQuote quote = ticksOf("SOLUSDT", Duration.ofMinutes(1)).at(START, new BigDecimal("20.00"));
        assertThat(quote.bid()).isEqualByComparingTo("19.99");
        assertThat(quote.ask()).isEqualByComparingTo("20.01");
    }

    @Test
    void the_mid_is_the_price_exactly_on_and_off_the_tick_grid() {
        Random random = new Random(5);
        for (Instrument instrument : Instruments.builtIn().all()) {
            BarTicks ticks = ticksOf(instrument.symbol(), Duration.ofMinutes(1));
            for (int i = 0; i < 500; i++) {
                BigDecimal price = BigDecimal.valueOf(1 + random.nextLong(1L << 40), random.nextInt(11))
                        .add(BigDecimal.ONE);
                DerivedQuote quote = ticks.at(START, price);
                assertThat(mid(quote)).isEqualByComparingTo(price);
                assertThat(quote.ask()).isGreaterThan(quote.bid());
                assertThat(quote.ask().subtract(price).remainder(instrument.tickSize()))
                        .isZero();
            }
        }
    }

    @Test
    void recorded_bid_and_ask_are_taken_as_they_are_even_crossed() {
        FeedRow.QuoteBar row = new FeedRow.QuoteBar(
                2,
                START,
                prices("1.0003", "1.0009", "1.0001", "1.0005"),
                prices("1.0002", "1.0010", "1.0001", "1.0006"),
                new BigDecimal("5"),
                null);
        List<DerivedQuote> quotes = ticksOf("EURUSD", Duration.ofMinutes(1)).of(row);
        assertThat(quotes)
                .extracting(quote -> quote.bid() + "/" + quote.ask())
                .containsExactly("1.0003/1.0002", "1.0001/1.0001", "1.0009/1.0010", "1.0005/1.0006");
        assertThat(quotes.getLast().bidSize()).isEqualByComparingTo("5");
        assertThat(quotes.getLast().volume()).isNull();
    }

    @Test
    void the_side_that_was_not_recorded_is_a_whole_spread_away() {
        Prices flat = prices("1.57597", "1.57597", "1.57597", "1.57597");
        // A basis point of 1.57597 is 0.00016 on the grid, twice that is the spread.
        assertThat(ticksOf("GBPUSD", Duration.ofMinutes(1)).of(new FeedRow.BidBar(2, START, flat)))
                .allSatisfy(quote -> {
                    assertThat(quote.bid()).isEqualByComparingTo("1.57597");
                    assertThat(quote.ask()).isEqualByComparingTo("1.57629");
                });
        assertThat(ticksOf("GBPUSD", Duration.ofMinutes(1)).of(new FeedRow.AskBar(2, START, flat)))
                .allSatisfy(quote -> {
                    assertThat(quote.ask()).isEqualByComparingTo("1.57597");
                    assertThat(quote.bid()).isEqualByComparingTo("1.57565");
                });
    }
}
