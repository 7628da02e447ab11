package io.ffe.marketdata.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ffe.marketdata.feed.RecordedBars;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.Indicator;
import org.ta4j.core.indicators.ATRIndicator;
import org.ta4j.core.indicators.CCIIndicator;
import org.ta4j.core.indicators.MACDIndicator;
import org.ta4j.core.indicators.RSIIndicator;
import org.ta4j.core.indicators.StochasticOscillatorDIndicator;
import org.ta4j.core.indicators.StochasticOscillatorKIndicator;
import org.ta4j.core.indicators.WilliamsRIndicator;
import org.ta4j.core.indicators.adx.ADXIndicator;
import org.ta4j.core.indicators.adx.MinusDIIndicator;
import org.ta4j.core.indicators.adx.PlusDIIndicator;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.bollinger.BollingerBandsLowerIndicator;
import org.ta4j.core.indicators.bollinger.BollingerBandsMiddleIndicator;
import org.ta4j.core.indicators.bollinger.BollingerBandsUpperIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.indicators.ichimoku.IchimokuLineIndicator;
import org.ta4j.core.indicators.statistics.StandardDeviationIndicator;
import org.ta4j.core.num.DecimalNumFactory;
import org.ta4j.core.num.DoubleNumFactory;
import org.ta4j.core.num.Num;
import org.ta4j.core.num.NumFactory;

/**
 * Windowed indicators agree from their first bar on. Recursive ones begin differently: FFE from the mean of the first
 * values, as Wilder does, ta4j from the first value (and its first true range and movement are those of the first bar
 * alone). A start is forgotten by at least 1/14 a bar, so from bar 500 on nothing of it is left and they agree too.
 */
class IndicatorsAgreeWithTa4jTest {

    private static final int STARTS_FORGOTTEN = 500;
    private static final int PIECE = 25_000;
    /** Relative to the price for what is in price units, absolute for what runs from 0 to 100; CCI to the larger of both. */
    private static final double TOLERANCE = 1e-9;

    @Test
    void on_recorded_minutes_of_the_crash_of_august_2024() {
        agree(RecordedBars.firstOf("crypto/btcusdt_binance_1m_202408crash.csv.gz", 4000));
    }

    @Test
    void on_recorded_four_hour_bars_with_a_false_bar_in_them() {
        agree(RecordedBars.firstOf("crypto/btcusd_coinbase_4h_2016_2025.csv.gz", 6000));
    }

    @Test
    void on_recorded_minutes_of_a_currency() {
        agree(RecordedBars.firstOf("fx/eurusd_histdata_1m_2018.csv.gz", 4000));
    }

    /** 2018, minute by minute: about 372,000 bars. */
    @Test
    @EnabledIfSystemProperty(named = "ffe.test.full", matches = "true", disabledReason = "long: ./ffe test --full")
    void on_every_recorded_minute_of_a_year() {
        List<Bar> year = RecordedBars.firstOf("fx/eurusd_histdata_1m_2018.csv.gz", Integer.MAX_VALUE);
        assertThat(year).hasSizeGreaterThan(370_000);
        // In pieces, because ta4j keeps every value of every indicator; each piece begins with a start that is
        // forgotten.
        for (int from = 0; from + STARTS_FORGOTTEN < year.size(); from += PIECE - STARTS_FORGOTTEN) {
            agree(year.subList(from, Math.min(year.size(), from + PIECE)));
        }
    }

    @Test
    void on_the_synthetic_market() {
        agree(RecordedBars.synthetic("GBPUSD", 4000));
    }

    private static void agree(List<Bar> bars) {
        assertThat(bars).hasSizeGreaterThan(STARTS_FORGOTTEN);
        BarSeries series = series(bars, DoubleNumFactory.getInstance());
        Timeframe timeframe = bars.getFirst().timeframe();
        ClosePriceIndicator close = new ClosePriceIndicator(series);
        SMAIndicator sma20 = new SMAIndicator(close, 20);
        SMAIndicator sma50 = new SMAIndicator(close, 50);
        BollingerBandsMiddleIndicator middle = new BollingerBandsMiddleIndicator(sma20);
        StandardDeviationIndicator deviation = new StandardDeviationIndicator(close, 20);
        Indicator<Num> upper = new BollingerBandsUpperIndicator(middle, deviation);
        Indicator<Num> lower = new BollingerBandsLowerIndicator(middle, deviation);
        Indicator<Num> rsi = new RSIIndicator(close, 14);
        MACDIndicator macd = new MACDIndicator(close, 12, 26);
        Indicator<Num> signal = macd.getSignalLine(9);
        Indicator<Num> atr = new ATRIndicator(series, 14);
        Indicator<Num> adx = new ADXIndicator(series, 14);
        Indicator<Num> plusDi = new PlusDIIndicator(series, 14);
        Indicator<Num> minusDi = new MinusDIIndicator(series, 14);

        StochasticOscillatorKIndicator k = new StochasticOscillatorKIndicator(series, 14);
        Indicator<Num> d = new StochasticOscillatorDIndicator(k);
        // Divides by a deviation that is tiny beside the price: with doubles ta4j itself is off by more than the
        // tolerance.
        Indicator<Num> cci = new CCIIndicator(series(bars, DecimalNumFactory.getInstance(32)), 20);
        Indicator<Num> williams = new WilliamsRIndicator(series, 14);
        Indicator<Num> tenkan = new IchimokuLineIndicator(series, 9);
        Indicator<Num> kijun = new IchimokuLineIndicator(series, 26);
        Indicator<Num> senkouB = new IchimokuLineIndicator(series, 52);

        TimeframeHistory history = new TimeframeHistory(timeframe);
        for (int i = 0; i < bars.size(); i++) {
            history.add(bars.get(i));
            TimeframePulse pulse =
                    PulseBuilder.pulse(history, bars.get(i).end(), AssetClass.CRYPTO, Duration.ofDays(2));
            if (pulse.status() == TimeframePulse.Status.MISSING) {
                continue;
            }
            double price = pulse.close();
            same("SMA20", i, pulse.sma20(), sma20, price);
            same("SMA50", i, pulse.sma50(), sma50, price);
            same("Bollinger upper", i, pulse.bollingerUpper(), upper, price);
            same("Bollinger lower", i, pulse.bollingerLower(), lower, price);
            // Where nothing moved ta4j divides zero by zero; there FFE's middle is its own definition.
            if (!k.getValue(i).isNaN() && !d.getValue(i).isNaN()) {
                same("%K", i, pulse.oscillators().stochasticK14(), k, 1);
                same("%D", i, pulse.oscillators().stochasticD3(), d, 1);
                same("%R", i, pulse.oscillators().williamsR14(), williams, 1);
            }
            if (!cci.getValue(i).isNaN()) {
                same(
                        "CCI",
                        i,
                        pulse.oscillators().cci20(),
                        cci,
                        Math.max(price, Math.abs(pulse.oscillators().cci20())));
            }
            if (pulse.ichimoku() != null) {
                same("Tenkan", i, pulse.ichimoku().tenkan9(), tenkan, price);
                same("Kijun", i, pulse.ichimoku().kijun26(), kijun, price);
                same("Senkou B", i, pulse.ichimoku().senkouB52(), senkouB, price);
            }
            if (i >= STARTS_FORGOTTEN) {
                same("RSI", i, pulse.rsi14(), rsi, 1);
                same("MACD", i, pulse.macd(), macd, price);
                same("MACD signal", i, pulse.macdSignal(), signal, price);
                same("ATR", i, pulse.atr14(), atr, price);
                same("+DI", i, pulse.plusDi14(), plusDi, 1);
                same("-DI", i, pulse.minusDi14(), minusDi, 1);
                same("ADX", i, pulse.adx14(), adx, 1);
            }
        }
    }

    private static void same(String name, int bar, double ours, Indicator<Num> theirs, double unit) {
        double expected = theirs.getValue(bar).doubleValue();
        if (!(Math.abs(ours - expected) <= TOLERANCE * unit)) {
            fail("%s at bar %d is %s, ta4j's is %s", name, bar, ours, expected);
        }
    }

    private static BarSeries series(List<Bar> bars, NumFactory numbers) {
        BarSeries series = new BaseBarSeriesBuilder().withNumFactory(numbers).build();
        for (Bar bar : bars) {
            series.barBuilder()
                    .timePeriod(bar.timeframe().length())
                    .endTime(bar.end())
                    .openPrice(bar.price().open())
                    .highPrice(bar.price().high())
                    .lowPrice(bar.price().low())
                    .closePrice(bar.price().close())
                    .volume(bar.volume())
                    .add();
        }
        return series;
    }
}
