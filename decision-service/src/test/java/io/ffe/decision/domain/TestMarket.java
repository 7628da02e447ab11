package io.ffe.decision.domain;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.Snapshot.Volatility;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.Indicator;
import org.ta4j.core.indicators.ATRIndicator;
import org.ta4j.core.indicators.MACDIndicator;
import org.ta4j.core.indicators.RSIIndicator;
import org.ta4j.core.indicators.adx.ADXIndicator;
import org.ta4j.core.indicators.adx.MinusDIIndicator;
import org.ta4j.core.indicators.adx.PlusDIIndicator;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.indicators.statistics.StandardDeviationIndicator;
import org.ta4j.core.num.DoubleNumFactory;
import org.ta4j.core.num.Num;

/**
 * Snapshots of one symbol from its one-minute bars, with ta4j for the indicators: what a strategy meets in operation,
 * without the service that makes it.
 */
final class TestMarket {

    private static final int ENOUGH_BARS = 50;

    private final String symbol;
    private final List<Minute> minutes;
    private final NavigableMap<Instant, Minute> byStart = new TreeMap<>();
    private final Map<Timeframe, Indicators> indicators = new EnumMap<>(Timeframe.class);

    TestMarket(String symbol, List<Minute> minutes) {
        this.symbol = symbol;
        this.minutes = minutes;
        minutes.forEach(minute -> byStart.put(minute.start(), minute));
        for (Timeframe timeframe : Timeframe.values()) {
            indicators.put(timeframe, new Indicators(barsOf(timeframe)));
        }
    }

    String symbol() {
        return symbol;
    }

    /** Minutes that start within [from, to). */
    List<Minute> between(Instant from, Instant to) {
        return List.copyOf(byStart.subMap(from, to).values());
    }

    /** The 15m snapshot at this time, which must be the end of a 15m bar that exists. */
    Snapshot at(Instant asOf) {
        List<TimeframePulse> pulses = new ArrayList<>();
        for (Timeframe timeframe : Timeframe.values()) {
            pulses.add(indicators.get(timeframe).pulse(timeframe, asOf));
        }
        TimeframePulse own = pulses.get(Timeframe.M15.ordinal());
        Double close = own.close();
        Quote quote = close == null
                ? null
                : new Quote(price(close * 0.9999), price(close * 1.0001), null, null, asOf.minusMillis(1), "test");
        List<Quality.Reason> reasons = new ArrayList<>(List.of(Quality.Reason.DERIVED_TICKS));
        if (own.status() == TimeframePulse.Status.MISSING) {
            reasons.add(Quality.Reason.TOO_LITTLE_HISTORY);
        }
        return new Snapshot(
                "test-run",
                symbol,
                AssetClass.CRYPTO,
                Timeframe.M15,
                asOf,
                Origin.REPLAY,
                quote,
                pulses,
                regime(own),
                volatility(own),
                null,
                Quality.of(reasons));
    }

    private BarSeries barsOf(Timeframe timeframe) {
        BarSeries series = new BaseBarSeriesBuilder()
                .withName(symbol + "/" + timeframe)
                .withNumFactory(DoubleNumFactory.getInstance())
                .build();
        Instant start = null;
        double open = 0;
        double high = 0;
        double low = 0;
        double close = 0;
        for (Minute minute : minutes) {
            Instant its = timeframe.startOf(minute.start());
            if (!its.equals(start)) {
                if (start != null) {
                    add(series, timeframe, start, open, high, low, close);
                }
                start = its;
                open = minute.open();
                high = minute.high();
                low = minute.low();
            }
            high = Math.max(high, minute.high());
            low = Math.min(low, minute.low());
            close = minute.close();
        }
        if (start != null) {
            add(series, timeframe, start, open, high, low, close);
        }
        return series;
    }

    private static void add(
            BarSeries series, Timeframe timeframe, Instant start, double open, double high, double low, double close) {
        series.barBuilder()
                .timePeriod(timeframe.length())
                .endTime(start.plus(timeframe.length()))
                .openPrice(open)
                .highPrice(high)
                .lowPrice(low)
                .closePrice(close)
                .volume(1)
                .add();
    }

    private static @Nullable Regime regime(TimeframePulse own) {
        Double adx = own.adx14();
        Double atr = own.atr14();
        Double close = own.close();
        Trend trend = own.trend();
        if (adx == null || atr == null || close == null || trend == null) {
            return null;
        }
        if (adx > 25 && trend != Trend.RANGING) {
            return trend == Trend.UP ? Regime.TRENDING_UP : Regime.TRENDING_DOWN;
        }
        return atr / close > 0.02 ? Regime.HIGH_VOLATILITY : Regime.RANGING;
    }

    private static @Nullable Volatility volatility(TimeframePulse own) {
        Double atr = own.atr14();
        Double close = own.close();
        if (atr == null || close == null) {
            return null;
        }
        double share = atr / close;
        return share < 0.01 ? Volatility.LOW : share < 0.025 ? Volatility.MEDIUM : Volatility.HIGH;
    }

    private static BigDecimal price(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN);
    }

    /** The indicators of one timeframe over all of its bars; reading one at an index looks at nothing later. */
    private static final class Indicators {

        private final BarSeries series;
        private final ClosePriceIndicator close;
        private final SMAIndicator sma20;
        private final SMAIndicator sma50;
        private final RSIIndicator rsi;
        private final MACDIndicator macd;
        private final Indicator<Num> signal;
        private final StandardDeviationIndicator deviation;
        private final ADXIndicator adx;
        private final PlusDIIndicator plus;
        private final MinusDIIndicator minus;
        private final ATRIndicator atr;
        private int next;

        Indicators(BarSeries series) {
            this.series = series;
            this.close = new ClosePriceIndicator(series);
            this.sma20 = new SMAIndicator(close, 20);
            this.sma50 = new SMAIndicator(close, 50);
            this.rsi = new RSIIndicator(close, 14);
            this.macd = new MACDIndicator(close);
            this.signal = macd.getSignalLine(9);
            this.deviation = new StandardDeviationIndicator(close, 20);
            this.adx = new ADXIndicator(series, 14);
            this.plus = new PlusDIIndicator(series, 14);
            this.minus = new MinusDIIndicator(series, 14);
            this.atr = new ATRIndicator(series, 14);
        }

        TimeframePulse pulse(Timeframe timeframe, Instant asOf) {
            if (next > 0 && series.getBar(next - 1).getEndTime().isAfter(asOf)) {
                next = 0;
            }
            while (next < series.getBarCount()
                    && !series.getBar(next).getEndTime().isAfter(asOf)) {
                next++;
            }
            int bars = next;
            if (bars < ENOUGH_BARS) {
                return TimeframePulse.missing(timeframe, bars + " of " + ENOUGH_BARS + " bars", bars, null);
            }
            int i = bars - 1;
            double last = at(close, i);
            double fast = at(sma20, i);
            double slow = at(sma50, i);
            double histogram = at(macd, i) - at(signal, i);
            double width = 2 * at(deviation, i);
            Trend trend = trend(last, fast, slow);
            double adxNow = at(adx, i);
            return new TimeframePulse(
                    timeframe,
                    TimeframePulse.Status.OK,
                    null,
                    bars,
                    series.getBar(i).getEndTime(),
                    last,
                    fast,
                    slow,
                    at(rsi, i),
                    at(macd, i),
                    at(signal, i),
                    histogram,
                    fast + width,
                    fast,
                    fast - width,
                    width == 0 ? null : (last - (fast - width)) / (2 * width),
                    adxNow,
                    at(plus, i),
                    at(minus, i),
                    at(atr, i),
                    trend,
                    (int) Math.min(100, 50 + adxNow),
                    null,
                    null,
                    null);
        }

        private static Trend trend(double last, double fast, double slow) {
            if (fast > slow) {
                return last < fast * 0.98 ? Trend.RANGING : Trend.UP;
            }
            return last > fast * 1.02 ? Trend.RANGING : Trend.DOWN;
        }

        private static double at(Indicator<Num> indicator, int index) {
            return indicator.getValue(index).doubleValue();
        }
    }
}
