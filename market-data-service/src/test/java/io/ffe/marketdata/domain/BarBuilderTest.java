package io.ffe.marketdata.domain;

import static io.ffe.marketdata.domain.Market.BTC;
import static io.ffe.marketdata.domain.Market.START;
import static io.ffe.marketdata.domain.Market.around;
import static io.ffe.marketdata.domain.Market.quote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarBuilderTest {

    private static BarBuilder builder(Duration lateness) {
        return new BarBuilder(Market.RUN, BTC, Origin.REPLAY, lateness);
    }

    private static List<Bar> feed(BarBuilder builder, List<Tick> ticks) {
        List<Bar> bars = new ArrayList<>();
        for (Tick tick : ticks) {
            bars.addAll(builder.closeThrough(builder.wouldClose(tick)));
            builder.add(tick);
        }
        return bars;
    }

    private static List<Bar> only(Timeframe timeframe, List<Bar> bars) {
        return bars.stream().filter(bar -> bar.timeframe() == timeframe).toList();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void a_minute_holds_first_highest_lowest_and_last_of_mid_bid_and_ask() {
        BarBuilder builder = builder(Duration.ZERO);

        List<Bar> bars = feed(
                builder,
                List.of(
                        quote(seconds(1), "100.00", "101.00"),
                        quote(seconds(2), "103.00", "103.01"),
                        quote(seconds(3), "99.00", "104.00"),
                        quote(seconds(59), "98.00", "99.00"),
                        quote(seconds(60), "100.00", "101.00")));

        assertThat(bars).singleElement().satisfies(bar -> {
            assertThat(bar.timeframe()).isEqualTo(Timeframe.M1);
            assertThat(bar.start()).isEqualTo(START);
            assertThat(bar.price()).isEqualTo(ohlc("100.50", "103.005", "98.50", "98.50"));
            assertThat(bar.bid()).isEqualTo(ohlc("100.00", "103.00", "98.00", "98.00"));
            assertThat(bar.ask()).isEqualTo(ohlc("101.00", "104.00", "99.00", "99.00"));
            assertThat(bar.tickCount()).isEqualTo(4);
            assertThat(bar.volume()).isEqualByComparingTo("0");
        });
    }

    @Test
    void a_tick_at_the_end_of_a_bar_is_in_the_next_one() {
        BarBuilder builder = builder(Duration.ZERO);
        List<Bar> bars = feed(builder, List.of(around(seconds(0), 100), around(seconds(60), 200)));
        assertThat(bars).singleElement().satisfies(bar -> {
            assertThat(bar.price().close()).isEqualByComparingTo("100");
            assertThat(bar.tickCount()).isEqualTo(1);
        });
    }

    @Test
    void an_interval_without_a_tick_has_no_bar() {
        BarBuilder builder = builder(Duration.ZERO);
        List<Bar> bars = feed(builder, List.of(around(seconds(0), 100), around(seconds(3600), 101)));
        assertThat(only(Timeframe.M1, bars)).hasSize(1);
        assertThat(only(Timeframe.M5, bars)).hasSize(1);
        assertThat(only(Timeframe.H1, bars)).hasSize(1);
        assertThat(only(Timeframe.H4, bars)).isEmpty();
    }

    @Test
    void bars_close_by_end_and_then_from_short_to_long() {
        BarBuilder builder = builder(Duration.ZERO);
        feed(builder, List.of(around(seconds(0), 100)));
        assertThat(builder.closeThrough(START.plus(Duration.ofDays(1))))
                .extracting(Bar::timeframe)
                .containsExactly(Timeframe.values());
    }

    @Test
    void all_seven_timeframes_hold_every_tick() {
        BarBuilder builder = builder(Duration.ZERO);
        List<Tick> ticks = new ArrayList<>();
        for (int second = 0; second < 86_400; second += 7) {
            ticks.add(around(seconds(second), 100 + second % 13));
        }
        List<Bar> bars = new ArrayList<>(feed(builder, ticks));
        bars.addAll(builder.closeThrough(START.plus(Duration.ofDays(1))));
        for (Timeframe timeframe : Timeframe.values()) {
            assertThat(only(timeframe, bars).stream().mapToLong(Bar::tickCount).sum())
                    .isEqualTo(ticks.size());
        }
    }

    @Test
    void with_lateness_a_bar_waits_for_ticks_that_come_out_of_order() {
        BarBuilder builder = builder(seconds(5));
        List<Bar> bars = feed(
                builder,
                List.of(
                        around(seconds(50), 100),
                        around(seconds(61), 105),
                        around(seconds(59), 103),
                        around(seconds(10), 101),
                        around(seconds(64), 106)));
        assertThat(bars).isEmpty();

        bars = feed(builder, List.of(around(seconds(65), 107)));

        assertThat(bars).singleElement().satisfies(bar -> {
            assertThat(bar.price()).isEqualTo(ohlc("101.00", "103.00", "100.00", "103.00"));
            assertThat(bar.tickCount()).isEqualTo(3);
        });
    }

    @Test
    void of_two_ticks_at_the_same_time_the_later_arrival_is_the_close() {
        BarBuilder builder = builder(Duration.ZERO);
        feed(builder, List.of(around(seconds(5), 100), around(seconds(5), 101)));
        assertThat(builder.closeThrough(START.plusSeconds(60))
                        .getFirst()
                        .price()
                        .close())
                .isEqualByComparingTo("101");
    }

    @Test
    void a_late_tick_is_refused_even_where_the_passed_interval_had_no_bar() {
        BarBuilder builder = builder(Duration.ZERO);
        feed(builder, List.of(around(seconds(0), 100), around(seconds(300), 101)));
        Tick late = around(seconds(130), 99);
        assertThat(builder.isLate(late)).isTrue();
        assertThatThrownBy(() -> builder.add(late))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2024-08-05T00:05:00Z");
    }

    @Test
    void closing_the_same_time_again_gives_nothing() {
        BarBuilder builder = builder(Duration.ZERO);
        feed(builder, List.of(around(seconds(0), 100)));
        assertThat(builder.closeThrough(START.plusSeconds(60))).hasSize(1);
        assertThat(builder.closeThrough(START.plusSeconds(60))).isEmpty();
        assertThat(builder.closeThrough(START)).isEmpty();
    }

    /** Whatever the order in which ticks arrive within the lateness, the bars are those of the sorted ticks. */
    @Tries(200)
    void ticks_out_of_order_within_the_lateness_give_the_bars_of_sorted_ticks(Draw draw) {
        List<Integer> times = draw.list(1, 120, () -> draw.between(0, 1200));
        int lateness = draw.between(0, 300);
        List<Tick> sorted = new ArrayList<>();
        List<Integer> order = times.stream().distinct().sorted().toList();
        for (int i = 0; i < order.size(); i++) {
            sorted.add(quote(
                    START.plusSeconds(order.get(i)),
                    i,
                    String.valueOf(100 + order.get(i) * 31 % 17),
                    String.valueOf(101 + order.get(i) * 31 % 17)));
        }
        // An arrival is delayed by less than the lateness, by an amount that depends on the tick alone.
        List<Tick> arriving = sorted.stream()
                .sorted(Comparator.comparing((Tick tick) ->
                                tick.occurredAt().plusSeconds(lateness == 0 ? 0 : tick.sequence() * 7919 % lateness))
                        .thenComparing(Tick::occurredAt))
                .toList();
        BarBuilder inOrder = builder(Duration.ZERO);
        BarBuilder shuffled = builder(seconds(lateness));
        Instant end = START.plus(Duration.ofDays(1));

        List<Bar> expected = new ArrayList<>(feed(inOrder, sorted));
        expected.addAll(inOrder.closeThrough(end));
        List<Bar> actual = new ArrayList<>(feed(shuffled, arriving));
        actual.addAll(shuffled.closeThrough(end));

        assertThat(actual).isEqualTo(expected);
    }

    @Tries(100)
    void a_builder_restored_from_json_goes_on_exactly(Draw draw) throws Exception {
        List<Integer> times = draw.list(2, 80, () -> draw.between(0, 4000));
        int cut = draw.between(0, 79);
        List<Tick> ticks = times.stream()
                .sorted()
                .map(second -> around(seconds(second), 100 + second % 23))
                .toList();
        int at = Math.min(cut, ticks.size());
        BarBuilder original = builder(seconds(10));
        feed(original, ticks.subList(0, at));
        String json = Json.mapper().writeValueAsString(original.checkpoint());
        BarBuilder restored = BarBuilder.restore(
                Market.RUN, BTC, Origin.REPLAY, seconds(10), Json.mapper().readValue(json, BarBuilderCheckpoint.class));

        List<Bar> expected = feed(original, ticks.subList(at, ticks.size()));
        List<Bar> actual = feed(restored, ticks.subList(at, ticks.size()));

        assertThat(actual).isEqualTo(expected);
        assertThat(restored.checkpoint()).isEqualTo(original.checkpoint());
    }

    private static Ohlc ohlc(String open, String high, String low, String close) {
        return new Ohlc(new BigDecimal(open), new BigDecimal(high), new BigDecimal(low), new BigDecimal(close));
    }
}
