package io.ffe.marketdata.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instruments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedFeedTest {

    private static final Instant START = Instant.parse("2024-08-05T00:00:00Z");
    private static final String BARS = "ts,open,high,low,close,volume\n";
    private static final String TICKS = "ts,bid,ask\n";

    @TempDir
    Path folder;

    private String bars(String name, int from, int to) throws IOException {
        StringBuilder rows = new StringBuilder(BARS);
        for (int minute = from; minute < to; minute++) {
            int open = 1000 + minute % 37;
            rows.append(START.plusSeconds(60L * minute))
                    .append("," + open + "," + (open + 5) + "," + (open - 5) + "," + (open + minute % 3 - 1) + ",2\n");
        }
        return write(name, rows.toString());
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static List<FeedFile> inspect(String... files) {
        return FeedFiles.inspect(List.of(files), Instruments.builtIn());
    }

    private static MergedFeed open(FeedWindow window, String... files) {
        return MergedFeed.open(inspect(files), window, SpreadModel.defaults(), "run-1");
    }

    private static List<Tick> drain(Feed feed) {
        List<Tick> ticks = new ArrayList<>();
        while (feed.peekTime().isPresent()) {
            Instant announced = feed.peekTime().orElseThrow();
            Tick tick = feed.next();
            assertThat(tick.occurredAt()).isEqualTo(announced);
            ticks.add(tick);
        }
        return ticks;
    }

    private static List<Bar> drain(WarmUpBars bars) {
        List<Bar> all = new ArrayList<>();
        try (bars) {
            bars.forEachRemaining(all::add);
        }
        return all;
    }

    @Test
    void ticks_of_all_files_come_by_time_then_symbol_and_each_source_counts_from_one() throws IOException {
        try (MergedFeed feed = open(
                FeedWindow.ALL, bars("ethusdt_1m.csv", 0, 30), bars("btcusdt_1m.csv", 0, 30), ticks("eurusd.csv"))) {
            List<Tick> ticks = drain(feed);
            assertThat(ticks)
                    .isSortedAccordingTo(Comparator.comparing(Tick::occurredAt).thenComparing(Tick::symbol))
                    .hasSize(30 * 4 * 2 + 3)
                    .allSatisfy(tick -> assertThat(tick.origin()).isEqualTo(Origin.REPLAY));
            assertThat(ticks.stream().filter(tick -> tick.symbol().equals("BTCUSDT")))
                    .extracting(Tick::sequence)
                    .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(1, 120)
                            .boxed()
                            .toList());
            assertThat(feed.symbols()).containsExactly("BTCUSDT", "ETHUSDT", "EURUSD");
            assertThat(feed.start()).isEqualTo(START);
            assertThatThrownBy(feed::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    private String ticks(String name) throws IOException {
        return write(name, TICKS + """
                2024-08-05T00:00:00.500Z,1.1,1.2
                2024-08-05T00:00:00.500Z,1.1,1.2
                2024-08-05T00:00:00.500Z,1.3,1.2
                """);
    }

    @Test
    void what_a_market_does_goes_through_repeats_equal_times_and_crossed_quotes() throws IOException {
        try (MergedFeed feed = open(FeedWindow.ALL, ticks("eurusd.csv"))) {
            List<Tick> ticks = drain(feed);
            assertThat(ticks).extracting(Tick::sequence).containsExactly(1L, 2L, 3L);
            assertThat(ticks.getLast().bid()).isGreaterThan(ticks.getLast().ask());
            assertThat(ticks).noneMatch(Tick::derived);
        }
    }

    @Test
    void the_same_files_again_give_the_same_ticks() throws IOException {
        String file = bars("btcusdt_1m.csv", 0, 200);
        try (MergedFeed one = open(FeedWindow.ALL, file);
                MergedFeed two = open(FeedWindow.ALL, file)) {
            assertThat(drain(two)).isEqualTo(drain(one));
        }
    }

    @Test
    void a_feed_that_resumes_gives_the_rest_whatever_each_source_had_reached() throws IOException {
        String[] files = {bars("ethusdt_1m.csv", 0, 50), bars("btcusdt_1m.csv", 0, 50)};
        List<Tick> all;
        try (MergedFeed feed = open(FeedWindow.ALL, files)) {
            all = drain(feed);
        }
        try (MergedFeed feed = open(FeedWindow.ALL, files)) {
            feed.resumeAfter(
                    Map.of(new TickSource("BTCUSDT", "btcusdt_1m"), 77L, new TickSource("ETHUSDT", "ethusdt_1m"), 74L));
            assertThat(drain(feed))
                    .isEqualTo(all.stream()
                            .filter(tick -> tick.sequence() > (tick.symbol().equals("BTCUSDT") ? 77 : 74))
                            .toList());
        }
    }

    @Test
    void only_the_window_is_replayed_and_numbered_from_one() throws IOException {
        Instant from = START.plusSeconds(600);
        Instant to = START.plusSeconds(1200);
        try (MergedFeed feed = open(new FeedWindow(from, to), bars("btcusdt_1m.csv", 0, 50))) {
            List<Tick> ticks = drain(feed);
            assertThat(feed.start()).isEqualTo(from);
            assertThat(ticks).hasSize(40);
            assertThat(ticks.getFirst().occurredAt()).isEqualTo(from);
            assertThat(ticks.getFirst().sequence()).isEqualTo(1);
            assertThat(ticks.getLast().occurredAt()).isEqualTo(to.minusMillis(1));
        }
    }

    @Test
    void rows_before_the_window_warm_up_and_none_that_ends_after_the_start_does() throws IOException {
        String feedFile = bars("btcusdt_1m.csv", 0, 50);
        try (MergedFeed feed = open(new FeedWindow(START.plusSeconds(605), null), feedFile)) {
            List<Bar> past = drain(feed.past(List.of()));
            assertThat(past)
                    .hasSize(10)
                    .allSatisfy(bar -> assertThat(bar.timeframe()).isEqualTo(Timeframe.M1));
            assertThat(past.getLast().end()).isEqualTo(START.plusSeconds(600));
            Bar second = past.get(1);
            assertThat(second.price().open()).isEqualTo("1001.00");
            assertThat(second.price().high()).isEqualTo("1006.00");
            assertThat(second.price().low()).isEqualTo("996.00");
            assertThat(second.price().close()).isEqualTo("1001.00");
            assertThat(second.volume()).isEqualByComparingTo("2");
            assertThat(second.derived()).isTrue();
            assertThat(second.bid().open()).isEqualByComparingTo("1000.90");
        }
    }

    @Test
    void without_a_window_nothing_warms_up_by_itself() throws IOException {
        try (MergedFeed feed = open(FeedWindow.ALL, bars("btcusdt_1m.csv", 0, 5))) {
            assertThat(drain(feed.past(List.of()))).isEmpty();
        }
    }

    @Test
    void bars_of_other_lengths_warm_up_the_shortest_timeframe_that_they_fill() throws IOException {
        StringBuilder threes = new StringBuilder(BARS);
        for (int minute = -90; minute < 30; minute += 3) {
            threes.append(START.plusSeconds(60L * minute)).append(",100,101,99,100,1\n");
        }
        List<FeedFile> warmUp =
                FeedFiles.inspectWarmUp(List.of(write("btcusdt_3m.csv", threes.toString())), Instruments.builtIn());
        try (MergedFeed feed = open(FeedWindow.ALL, bars("btcusdt_1m.csv", 0, 5))) {
            List<Bar> past = drain(feed.past(warmUp));
            assertThat(past)
                    .hasSize(6)
                    .allSatisfy(bar -> assertThat(bar.timeframe()).isEqualTo(Timeframe.M15));
            assertThat(past.getLast().end()).isEqualTo(START);
            assertThat(past.getLast().volume()).isEqualByComparingTo("5");
        }
    }

    @Test
    void daily_closes_are_the_close_of_the_day_that_ends_with_them() throws IOException {
        List<FeedFile> warmUp = FeedFiles.inspectWarmUp(
                List.of(write("btcusdt_closes.csv", FeedFormat.DAILY_CLOSES.header() + """

                        2024-08-03T00:00:00Z,103,1,1
                        2024-08-04T00:00:00Z,104,1,1
                        2024-08-05T00:00:00Z,105,1,1
                        2024-08-06T00:00:00Z,106,1,1
                        """)), Instruments.builtIn());
        try (MergedFeed feed = open(FeedWindow.ALL, bars("btcusdt_1m.csv", 0, 5))) {
            List<Bar> past = drain(feed.past(warmUp));
            assertThat(past)
                    .allSatisfy(bar -> assertThat(bar.timeframe()).isEqualTo(Timeframe.D1))
                    .extracting(bar -> bar.start().toString().substring(0, 10) + " "
                            + bar.price().close().toBigInteger())
                    .containsExactly("2024-08-02 103", "2024-08-03 104", "2024-08-04 105");
        }
    }

    @Test
    void bars_of_several_files_come_by_their_end_and_short_before_long() throws IOException {
        StringBuilder days = new StringBuilder(BARS);
        days.append("2024-08-03T00:00:00Z,100,101,99,100,1\n2024-08-04T00:00:00Z,100,101,99,100,1\n");
        List<FeedFile> warmUp = FeedFiles.inspectWarmUp(
                List.of(write("btcusdt_1d.csv", days.toString()), bars("btcusdt_1m_before.csv", -1500, 0)),
                Instruments.builtIn());
        try (MergedFeed feed = open(FeedWindow.ALL, bars("btcusdt_1m.csv", 0, 5))) {
            List<Bar> past = drain(feed.past(warmUp));
            assertThat(past)
                    .hasSize(1502)
                    .isSortedAccordingTo(Comparator.comparing(Bar::end).thenComparing(Bar::timeframe));
            assertThat(past.getLast().timeframe()).isEqualTo(Timeframe.D1);
        }
    }

    @Test
    void a_warm_up_file_that_cannot_help_is_refused_by_name() throws IOException {
        List<FeedFile> warmUp = FeedFiles.inspectWarmUp(
                List.of(bars("ethusdt_1m_before.csv", -10, 0), bars("btcusdt_1m_after.csv", 0, 10)),
                Instruments.builtIn());
        try (MergedFeed feed = open(FeedWindow.ALL, bars("btcusdt_1m.csv", 0, 5))) {
            assertThatThrownBy(() -> feed.past(warmUp))
                    .isInstanceOf(FeedFileException.class)
                    .hasMessageContaining("it warms up ETHUSDT, expected a symbol of this run: BTCUSDT")
                    .hasMessageContaining("its first row is of 2024-08-05T00:00:00Z, expected rows before the start");
        }
    }

    @Test
    void an_empty_window_is_refused_with_the_times_of_the_files() throws IOException {
        String file = bars("btcusdt_1m.csv", 0, 5);
        assertThatThrownBy(() -> open(new FeedWindow(START.plus(Duration.ofDays(9)), null), file))
                .isInstanceOf(FeedFileException.class)
                .hasMessageContaining("no row lies in the window from 2024-08-14T00:00:00Z")
                .hasMessageContaining("the first is of 2024-08-05T00:00:00Z");
    }

    @Test
    void a_defect_in_the_middle_stops_the_replay_after_the_last_good_row() throws IOException {
        String good = Files.readString(Path.of(bars("btcusdt_1m.csv", 0, 250)));
        String file = write("btcusdt_1m.csv", good + "2024-08-05T04:10:00Z,NaN,1,1,1,1\n");
        try (MergedFeed feed = open(FeedWindow.ALL, file)) {
            for (int i = 0; i < 1000; i++) {
                feed.next();
            }
            assertThatThrownBy(feed::peekTime)
                    .isInstanceOf(FeedFileException.class)
                    .hasMessageContaining("btcusdt_1m.csv line 252: open is 'NaN', expected a price above zero");
            assertThatThrownBy(feed::next).isInstanceOf(FeedFileException.class);
        }
    }

    @Test
    void a_price_smaller_than_half_a_spread_is_named() throws IOException {
        String file = write("btcusdt_1m.csv", BARS + "2024-08-05T00:00:00Z,0.005,0.005,0.005,0.005,1\n");
        assertThatThrownBy(() -> open(FeedWindow.ALL, file))
                .isInstanceOf(FeedFileException.class)
                .hasMessageContaining("line 2: bid would be -0.005 after half a spread");
    }

    @Test
    void the_venues_clock_counts_where_it_stands_and_the_receivers_where_not() throws IOException {
        String file = write("btcusdt_quotes.csv", FeedFormat.VENUE_QUOTE_TICKS.header() + """

                2024-08-08T23:54:14.087891268Z,,,1,61837.63000000,3.78826000,61837.64000000,1.54698000
                2024-08-08T23:54:15.088169167Z,1723161256313,1723161256313,2,61800.20,2.507,61800.30,2.510
                """);
        try (MergedFeed feed = open(FeedWindow.ALL, file)) {
            List<Tick> ticks = drain(feed);
            assertThat(ticks)
                    .extracting(Tick::occurredAt)
                    .containsExactly(
                            Instant.parse("2024-08-08T23:54:14.087891268Z"), Instant.parse("2024-08-08T23:54:16.313Z"));
            assertThat(ticks.getFirst().bidSize()).isEqualByComparingTo("3.78826");
            assertThat(ticks.getFirst().size()).isNull();
        }
    }
}
