package io.ffe.marketdata.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffe.marketdata.domain.BarBuilder;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.id.Ids;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SyntheticMarketTest {

    private static final Instruments INSTRUMENTS = Instruments.builtIn();
    private static final Instant MONDAY = Instant.parse("2025-01-06T00:00:00Z");

    private static SyntheticMarket market(long seed, Instant start, Duration past, String... symbols) {
        return new SyntheticMarket(
                new SyntheticSettings(seed, List.of(symbols), start, Duration.ofSeconds(5), past),
                INSTRUMENTS,
                "run-1");
    }

    private static List<Tick> take(Feed feed, int count) {
        List<Tick> ticks = new ArrayList<>(count);
        while (ticks.size() < count) {
            assertThat(feed.peekTime()).isPresent();
            ticks.add(feed.next());
        }
        return ticks;
    }

    private static List<Tick> until(Feed feed, Instant end) {
        List<Tick> ticks = new ArrayList<>();
        while (feed.peekTime().orElseThrow().isBefore(end)) {
            ticks.add(feed.next());
        }
        return ticks;
    }

    private static List<Bar> drain(WarmUpBars bars) {
        List<Bar> all = new ArrayList<>();
        bars.forEachRemaining(all::add);
        return all;
    }

    /** These ticks were written down once: another JVM, machine or release that gives others breaks reruns. */
    @Test
    void a_seed_gives_the_same_market_on_every_machine_for_ever() {
        try (SyntheticMarket market = market(1, MONDAY, Duration.ofDays(3), "BTCUSDT", "ETHUSDT", "EURUSD", "GBPUSD")) {
            List<Tick> ticks = take(market, 5000);
            String text = ticks.stream()
                    .map(tick -> tick.occurredAt() + " " + tick.symbol() + " " + tick.bid() + " " + tick.ask())
                    .collect(Collectors.joining("\n"));
            assertThat(Ids.sha256Hex(text.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo("e19c64b6e88257977c6e9faf5ce6c3a5e305f3b30ffab08204e2bb43f8b906c8");
        }
    }

    @Test
    void another_seed_gives_another_market() {
        assertThat(take(market(1, MONDAY, Duration.ofDays(1), "BTCUSDT"), 10))
                .isNotEqualTo(take(market(2, MONDAY, Duration.ofDays(1), "BTCUSDT"), 10));
    }

    @Test
    void ticks_are_marked_numbered_and_in_order_of_time_and_symbol() {
        List<Tick> ticks = take(market(1, MONDAY, Duration.ofDays(1), "GBPUSD", "BTCUSDT"), 4000);
        assertThat(ticks)
                .isSortedAccordingTo(Comparator.comparing(Tick::occurredAt).thenComparing(Tick::symbol))
                .allSatisfy(tick -> {
                    assertThat(tick.origin()).isEqualTo(Origin.SYNTHETIC);
                    assertThat(tick.source()).isEqualTo("synthetic");
                    assertThat(tick.derived()).isFalse();
                    assertThat(tick.occurredAt()).isAfterOrEqualTo(MONDAY);
                });
        List<Tick> pound =
                ticks.stream().filter(tick -> tick.symbol().equals("GBPUSD")).toList();
        for (int i = 0; i < pound.size(); i++) {
            assertThat(pound.get(i).sequence()).isEqualTo(i + 1);
        }
    }

    @Test
    void quotes_are_on_the_grid_uncrossed_and_about_five_seconds_apart() {
        for (String symbol : List.of("BTCUSDT", "ETHUSDT", "SOLUSDT", "EURUSD", "USDJPY", "XAUUSD")) {
            Instrument instrument = INSTRUMENTS.require(symbol);
            List<Tick> ticks = take(market(3, MONDAY, Duration.ofHours(6), symbol), 5000);
            assertThat(ticks).allSatisfy(tick -> {
                assertThat(tick.bid().remainder(instrument.tickSize())).isZero();
                assertThat(tick.ask()).isGreaterThan(tick.bid());
                assertThat(tick.ask().subtract(tick.bid()).doubleValue()
                                / tick.bid().doubleValue())
                        .isLessThan(0.001);
            });
            double seconds = Duration.between(
                                    ticks.getFirst().occurredAt(),
                                    ticks.getLast().occurredAt())
                            .toMillis()
                    / 1000.0
                    / (ticks.size() - 1);
            assertThat(seconds).isCloseTo(5, within(0.01));
        }
    }

    @Test
    void the_past_is_what_a_bar_builder_makes_of_the_same_process_and_joins_exactly() {
        Duration past = Duration.ofDays(2);
        List<Bar> bars = drain(market(1, MONDAY, past, "BTCUSDT").past(List.of()));
        // The same process, but a run that starts at the beginning of the past plays it as ticks.
        SyntheticMarket asTicks = market(1, MONDAY.minus(past), Duration.ZERO, "BTCUSDT");
        BarBuilder builder = new BarBuilder("run-1", INSTRUMENTS.require("BTCUSDT"), Origin.SYNTHETIC, Duration.ZERO);
        List<Bar> built = new ArrayList<>();
        for (Tick tick : until(asTicks, MONDAY)) {
            built.addAll(builder.closeThrough(builder.wouldClose(tick)));
            builder.add(tick);
        }
        built.addAll(builder.closeThrough(MONDAY));

        assertThat(bars).hasSize(2 * 24 * 60);
        assertThat(bars)
                .isEqualTo(built.stream()
                        .filter(bar -> bar.timeframe() == Timeframe.M1)
                        .toList());
        assertThat(take(market(1, MONDAY, past, "BTCUSDT"), 100))
                .extracting(Tick::bid)
                .isEqualTo(take(asTicks, 100).stream().map(Tick::bid).toList());
    }

    @Test
    void whether_the_past_was_read_makes_no_difference_to_the_ticks() {
        SyntheticMarket read = market(1, MONDAY, Duration.ofDays(2), "BTCUSDT", "EURUSD");
        drain(read.past(List.of()));
        SyntheticMarket halfRead = market(1, MONDAY, Duration.ofDays(2), "BTCUSDT", "EURUSD");
        WarmUpBars half = halfRead.past(List.of());
        for (int i = 0; i < 500; i++) {
            half.next();
        }
        List<Tick> expected = take(market(1, MONDAY, Duration.ofDays(2), "BTCUSDT", "EURUSD"), 500);
        assertThat(take(read, 500)).isEqualTo(expected);
        assertThat(take(halfRead, 500)).isEqualTo(expected);
    }

    @Test
    void a_market_that_resumes_goes_on_identically() {
        List<Tick> all = take(market(1, MONDAY, Duration.ofDays(1), "BTCUSDT", "EURUSD"), 3000);
        SyntheticMarket resumed = market(1, MONDAY, Duration.ofDays(1), "BTCUSDT", "EURUSD");
        // After a crash one symbol's ticks may have got further than the other's.
        resumed.resumeAfter(
                Map.of(new TickSource("BTCUSDT", "synthetic"), 1200L, new TickSource("EURUSD", "synthetic"), 1199L));
        List<Tick> rest = all.stream()
                .filter(tick -> tick.sequence() > (tick.symbol().equals("BTCUSDT") ? 1200 : 1199))
                .toList();
        assertThat(take(resumed, rest.size())).isEqualTo(rest);
    }

    @Test
    void which_other_symbols_run_makes_no_difference_to_one() {
        List<Tick> alone = take(market(1, MONDAY, Duration.ofDays(1), "ETHUSDT"), 500);
        List<Tick> together = take(market(1, MONDAY, Duration.ofDays(1), "BTCUSDT", "ETHUSDT"), 1200).stream()
                .filter(tick -> tick.symbol().equals("ETHUSDT"))
                .limit(500)
                .toList();
        assertThat(together).isEqualTo(alone);
    }

    @Test
    void currencies_rest_from_friday_to_sunday_five_in_new_york_and_coins_do_not() {
        // Summer time ended on 2024-11-03: four weeks of UTC begin three hours after an opening and end two hours after
        // one.
        Instant start = Instant.parse("2024-11-11T00:00:00Z");
        List<Bar> past =
                drain(market(1, start, Duration.ofDays(28), "BTCUSDT", "EURUSD").past(List.of()));
        Map<String, List<ZonedDateTime>> times = past.stream()
                .collect(Collectors.groupingBy(
                        Bar::symbol,
                        Collectors.mapping(
                                bar -> bar.start().atZone(ZoneId.of("America/New_York")), Collectors.toList())));
        assertThat(times.get("BTCUSDT")).hasSize(28 * 24 * 60);
        assertThat(times.get("EURUSD")).noneMatch(SyntheticMarketTest::isClosed).hasSize(4 * 5 * 24 * 60 - 60);
    }

    private static boolean isClosed(ZonedDateTime time) {
        return time.getDayOfWeek() == DayOfWeek.SATURDAY
                || time.getDayOfWeek() == DayOfWeek.FRIDAY && time.getHour() >= 17
                || time.getDayOfWeek() == DayOfWeek.SUNDAY && time.getHour() < 17;
    }

    @Test
    void volatility_comes_in_clusters_and_prices_stay_in_the_neighbourhood() {
        List<Bar> past = drain(market(1, MONDAY, Duration.ofDays(60), "BTCUSDT").past(List.of()));
        double[] moves = new double[past.size() - 1];
        for (int i = 0; i < moves.length; i++) {
            moves[i] = Math.abs(Math.log(past.get(i + 1).price().close().doubleValue()
                    / past.get(i).price().close().doubleValue()));
        }
        assertThat(autocorrelation(moves, 10)).isGreaterThan(0.1);
        assertThat(past)
                .allSatisfy(bar -> assertThat(bar.price().close().doubleValue()).isBetween(60_000 * 0.3, 60_000 * 3.0));
    }

    private static double autocorrelation(double[] values, int lag) {
        double mean = java.util.Arrays.stream(values).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < values.length; i++) {
            variance += (values[i] - mean) * (values[i] - mean);
            if (i >= lag) {
                covariance += (values[i] - mean) * (values[i - lag] - mean);
            }
        }
        return covariance / variance;
    }

    @Test
    void a_symbol_without_a_starting_price_is_refused_by_name() {
        assertThatThrownBy(() -> market(1, MONDAY, Duration.ZERO, "SPY"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no synthetic price for SPY");
        assertThatThrownBy(() -> market(1, MONDAY, Duration.ZERO, "NOSUCH")).hasMessageContaining("NOSUCH");
    }
}
