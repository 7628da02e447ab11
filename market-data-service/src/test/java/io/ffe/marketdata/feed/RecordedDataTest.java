package io.ffe.marketdata.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ffe.marketdata.domain.BarBuilder;
import io.ffe.marketdata.domain.PipelineSettings;
import io.ffe.marketdata.domain.QualityLimits;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.domain.TickCounts;
import io.ffe.marketdata.domain.TickNote;
import io.ffe.marketdata.domain.TickOutcome;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On recordings of real markets, with whatever is wrong with them. Each test is skipped where its file is not. */
class RecordedDataTest {

    private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

    /** Bars of all timeframes from a file's ticks. */
    private static Map<Timeframe, List<Bar>> build(String file) {
        FeedFile feedFile = RecordedData.feedFile(file);
        BarBuilder builder = new BarBuilder("run-1", feedFile.instrument(), Origin.REPLAY, Duration.ZERO);
        Map<Timeframe, List<Bar>> bars = new TreeMap<>();
        for (Timeframe timeframe : Timeframe.values()) {
            bars.put(timeframe, new ArrayList<>());
        }
        try (FileTicks ticks = new FileTicks(feedFile, FeedWindow.ALL, SpreadModel.defaults())) {
            for (Tick tick = ticks.next(); tick != null; tick = ticks.next()) {
                for (Bar bar : builder.closeThrough(builder.wouldClose(tick))) {
                    bars.get(bar.timeframe()).add(bar);
                }
                builder.add(tick);
            }
        }
        for (Bar bar : builder.closeThrough(FAR)) {
            bars.get(bar.timeframe()).add(bar);
        }
        return bars;
    }

    /** Compared hundreds of thousands of times: the description is made only where it is needed. */
    private static void same(Instant start, Ohlc ours, FeedRow.Prices published) {
        boolean same = ours.open().compareTo(published.open()) == 0
                && ours.high().compareTo(published.high()) == 0
                && ours.low().compareTo(published.low()) == 0
                && ours.close().compareTo(published.close()) == 0;
        if (!same) {
            fail("bar of %s is %s, published was %s", start, ours, published);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fx/eurusd_oanda_ticks_20140501_08.csv.gz, fx/eurusd_oanda_1m_quotes_20140501_08.csv.gz, 8306",
        "fx/eurusd_fxcm_ticks_20140501_08.csv.gz, fx/eurusd_fxcm_1m_quotes_20140501_08.csv.gz, 8631",
    })
    void minutes_from_the_ticks_are_the_minutes_that_the_venue_published_every_one(
            String ticks, String published, int count) {
        Map<Timeframe, List<Bar>> bars = build(ticks);
        List<Bar> minutes = bars.get(Timeframe.M1);
        assertThat(minutes).hasSize(count);
        int compared = 0;
        try (RowReader rows = new RowReader(RecordedData.require(published))) {
            for (FeedRow row = rows.next(); row != null; row = rows.next()) {
                FeedRow.QuoteBar expected = (FeedRow.QuoteBar) row;
                Bar minute = minutes.get(compared);
                assertThat(minute.start()).isEqualTo(expected.time());
                same(expected.time(), minute.bid(), expected.bid());
                same(expected.time(), minute.ask(), expected.ask());
                compared++;
            }
        }
        assertThat(compared).isEqualTo(count);
        eachLongerBarIsItsMinutes(bars);
    }

    private static void eachLongerBarIsItsMinutes(Map<Timeframe, List<Bar>> bars) {
        for (Timeframe timeframe : Timeframe.values()) {
            Map<Instant, List<Bar>> byInterval = new TreeMap<>();
            for (Bar minute : bars.get(Timeframe.M1)) {
                byInterval
                        .computeIfAbsent(timeframe.startOf(minute.start()), start -> new ArrayList<>())
                        .add(minute);
            }
            List<Bar> longer = bars.get(timeframe);
            assertThat(longer).extracting(Bar::start).containsExactlyElementsOf(byInterval.keySet());
            for (Bar bar : longer) {
                List<Bar> minutes = byInterval.get(bar.start());
                assertThat(bar.bid()).isEqualTo(combined(minutes, Bar::bid));
                assertThat(bar.ask()).isEqualTo(combined(minutes, Bar::ask));
                assertThat(bar.price()).isEqualTo(combined(minutes, Bar::price));
                assertThat(bar.tickCount())
                        .isEqualTo(minutes.stream().mapToLong(Bar::tickCount).sum());
            }
        }
    }

    private static Ohlc combined(List<Bar> minutes, Function<Bar, Ohlc> side) {
        return new Ohlc(
                side.apply(minutes.getFirst()).open(),
                extreme(minutes, side.andThen(Ohlc::high), (a, b) -> b.compareTo(a) > 0 ? b : a),
                extreme(minutes, side.andThen(Ohlc::low), (a, b) -> b.compareTo(a) < 0 ? b : a),
                side.apply(minutes.getLast()).close());
    }

    private static BigDecimal extreme(
            List<Bar> minutes, Function<Bar, BigDecimal> value, BinaryOperator<BigDecimal> wins) {
        return minutes.stream().map(value).reduce(wins).orElseThrow();
    }

    /** Crossed quotes are in the bars, because the venue's own bars hold them; what they are is counted. */
    @ParameterizedTest
    @CsvSource({
        "fx/eurusd_fxcm_ticks_20140501_08.csv.gz, 573279, 59344, 69809",
        "fx/eurusd_oanda_ticks_20140501_08.csv.gz, 273925, 0, 0",
    })
    void every_tick_is_accounted_for_and_crossed_and_locked_ones_are_counted(
            String file, int raw, int crossed, int locked) {
        FeedFile feedFile = RecordedData.feedFile(file);
        SymbolPipeline pipeline = new SymbolPipeline(new PipelineSettings(
                "run-1", feedFile.instrument(), Origin.REPLAY, Timeframe.M15, Duration.ZERO, QualityLimits.defaults()));
        Map<TickNote, Integer> notes = new TreeMap<>();
        try (FileTicks ticks = new FileTicks(feedFile, FeedWindow.ALL, SpreadModel.defaults())) {
            for (Tick tick = ticks.next(); tick != null; tick = ticks.next()) {
                if (pipeline.onTick(tick, tick.receivedAt()) instanceof TickOutcome.Folded folded) {
                    folded.notes().forEach(note -> notes.merge(note, 1, Integer::sum));
                }
            }
        }

        assertThat(pipeline.counts()).isEqualTo(new TickCounts(raw, 0, 0, 0, 0, 0));
        assertThat(notes.getOrDefault(TickNote.CROSSED, 0)).isEqualTo(crossed);
        assertThat(notes.getOrDefault(TickNote.LOCKED, 0)).isEqualTo(locked);
        assertThat(notes).doesNotContainKeys(TickNote.GAP, TickNote.OUT_OF_ORDER, TickNote.JUMP);
    }

    @ParameterizedTest
    @CsvSource({
        "crypto/btcusdt_binance_1m_202408crash.csv.gz, M1, 43209",
        "crypto/ethusdt_binance_5m_2022h1crash.csv.gz, M5, 61999",
        "crypto/btcusd_coinbase_4h_2016_2025.csv.gz, H4, 20695",
        "daily/spy_us_1d.csv.gz, D1, 5849",
    })
    void ticks_derived_from_bars_give_those_bars_back_price_for_price(String file, Timeframe timeframe, int count) {
        List<Bar> bars = build(file).get(timeframe);
        assertThat(bars).hasSize(count);
        int odd = 0;
        int compared = 0;
        try (RowReader rows = new RowReader(RecordedData.require(file))) {
            for (FeedRow row = rows.next(); row != null; row = rows.next()) {
                FeedRow.TradeBar expected = (FeedRow.TradeBar) row;
                Bar bar = bars.get(compared++);
                assertThat(bar.start()).isEqualTo(expected.time());
                same(expected.time(), bar.price(), expected.price());
                odd += bar.volume().compareTo(expected.volume()) != 0 || bar.tickCount() != 4 || !bar.derived() ? 1 : 0;
            }
        }
        assertThat(compared).isEqualTo(count);
        assertThat(odd)
                .as("bars with another volume, not of four ticks, or not marked")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "crypto/btcusd_coinbase_1m_quotes_201804.csv.gz, QUOTE_BARS, PT1M",
        "crypto/btcusd_coinbase_1m_trades_201804.csv.gz, TRADE_BARS, PT1M",
        "crypto/btcusd_coinbase_1s_trades_20161007.csv.gz, TRADE_BARS, PT1S",
        "crypto/btcusdt_binance_spot_20240808_quotes.csv.gz, VENUE_QUOTE_TICKS,",
        "crypto/btcusdt_binance_usdm_20240808_quotes.csv.gz, VENUE_QUOTE_TICKS,",
        "crypto/btcusdt_binance_spot_20240808_trades.csv.gz, TRADE_TICKS,",
        "crypto/btcusdt_binance_usdm_20240808_trades.csv.gz, TRADE_TICKS,",
        "crypto/raw/btcusdt_binance_spot_20240808.ws.txt.gz, VENUE_CAPTURE,",
        "daily/xauusd_oanda_1d.csv.gz, QUOTE_BARS, PT24H",
        "daily/aapl_us_1d.csv.gz, TRADE_BARS, PT24H",
        "fx/gbpusd_fxcm_ask_1m.csv.gz, ASK_BARS, PT1M",
        "fx/gbpusd_fxcm_bid_1m.csv.gz, BID_BARS, PT1M",
    })
    void every_kind_of_recording_is_recognised_and_readable_to_its_end(
            String file, FeedFormat format, Duration length) {
        FeedFile feedFile = RecordedData.feedFile(file);
        assertThat(feedFile.format()).isEqualTo(format);
        assertThat(feedFile.barLength()).isEqualTo(length);
        Instant last = Instant.MIN;
        long count = 0;
        long wrong = 0;
        try (FileTicks ticks = new FileTicks(feedFile, FeedWindow.ALL, SpreadModel.defaults())) {
            for (Tick tick = ticks.next(); tick != null; tick = ticks.next()) {
                wrong += tick.occurredAt().isBefore(last) || tick.sequence() != ++count ? 1 : 0;
                last = tick.occurredAt();
            }
        }
        assertThat(wrong).as("ticks out of time or number").isZero();
        assertThat(count).isGreaterThan(1000);
    }

    @Test
    void daily_closes_of_a_coin_agree_with_the_days_of_an_exchange() {
        FeedFile closes = FeedFiles.inspectWarmUp(
                        List.of("ETHUSD=" + RecordedData.require("daily/eth_coingecko_1d.csv.gz")),
                        Instruments.builtIn())
                .getFirst();
        Map<Instant, Double> exchange = new TreeMap<>();
        for (Bar bar : RecordedBars.firstOf("daily/ethusd_coinbase_1d.csv.gz", 10_000)) {
            exchange.put(bar.start(), bar.price().close().doubleValue());
        }
        List<Double> distances = new ArrayList<>();
        try (FileBars days = new FileBars(closes, FAR, SpreadModel.defaults(), "run-1", Origin.REPLAY)) {
            days.forEachRemaining(day -> {
                Double close = exchange.get(day.start());
                if (close != null) {
                    distances.add(Math.abs(day.price().close().doubleValue() / close - 1));
                }
            });
        }
        distances.sort(Double::compare);
        // Had the price been taken for the close of the day that it begins, the median would be ten times this.
        assertThat(distances).hasSizeGreaterThan(3000);
        assertThat(distances.get(distances.size() / 2)).isLessThan(0.003);
    }
}
