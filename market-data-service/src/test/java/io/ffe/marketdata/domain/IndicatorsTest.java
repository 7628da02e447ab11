package io.ffe.marketdata.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndicatorsTest {

    private static final Offset<Double> EXACT = Offset.offset(1e-9);

    private static TimeframePulse pulse(int bars, IntToDoubleFunction close) {
        TimeframeHistory history = new TimeframeHistory(Timeframe.M15);
        Instant start = Market.START;
        for (int i = 0; i < bars; i++) {
            String price = String.valueOf(close.applyAsDouble(i));
            history.add(Market.flat(Timeframe.M15, start, price));
            start = start.plus(Timeframe.M15.length());
        }
        return PulseBuilder.pulse(history, start, AssetClass.CRYPTO, Duration.ofHours(1));
    }

    private static List<Double> numbers(TimeframePulse pulse) {
        return Stream.of(
                        pulse.close(),
                        pulse.sma20(),
                        pulse.sma50(),
                        pulse.rsi14(),
                        pulse.macd(),
                        pulse.macdSignal(),
                        pulse.macdHistogram(),
                        pulse.bollingerUpper(),
                        pulse.bollingerMiddle(),
                        pulse.bollingerLower(),
                        pulse.bollingerPercentB(),
                        pulse.adx14(),
                        pulse.plusDi14(),
                        pulse.minusDi14(),
                        pulse.atr14())
                .map(Objects::requireNonNull)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "1.10517", "61837.63", "99999999.99"})
    void a_dead_market_has_finite_and_neutral_indicators(String price) {
        double constant = Double.parseDouble(price);
        TimeframePulse pulse = pulse(500, bar -> constant);

        assertThat(numbers(pulse)).allSatisfy(number -> assertThat(number).isFinite());
        assertThat(pulse.sma20()).isEqualTo(constant);
        assertThat(pulse.sma50()).isEqualTo(constant);
        assertThat(pulse.rsi14()).isEqualTo(50);
        assertThat(pulse.macd()).isCloseTo(0, Offset.offset(constant * 1e-14));
        assertThat(pulse.bollingerPercentB()).isEqualTo(0.5);
        assertThat(pulse.adx14()).isZero();
        assertThat(pulse.plusDi14()).isZero();
        assertThat(pulse.atr14()).isZero();
        assertThat(pulse.trend()).isEqualTo(Trend.RANGING);
        assertThat(pulse.strength()).isZero();
    }

    @Test
    void prices_that_only_rise_have_the_ends_of_the_scales() {
        TimeframePulse pulse = pulse(100, bar -> 100 + bar);

        assertThat(pulse.sma20()).isCloseTo(189.5, EXACT);
        assertThat(pulse.sma50()).isCloseTo(174.5, EXACT);
        assertThat(pulse.rsi14()).isEqualTo(100);
        assertThat(pulse.atr14()).isCloseTo(1, EXACT);
        assertThat(pulse.plusDi14()).isCloseTo(100, EXACT);
        assertThat(pulse.minusDi14()).isZero();
        assertThat(pulse.adx14()).isCloseTo(100, EXACT);
        // An EMA lags a straight line by (period - 1) / 2: MACD is 12.5 - 5.5.
        assertThat(pulse.macd()).isCloseTo(7, EXACT);
        assertThat(pulse.macdHistogram()).isCloseTo(0, EXACT);
        // Population deviation of 20 consecutive numbers: sqrt((20 * 20 - 1) / 12).
        assertThat(pulse.bollingerUpper()).isCloseTo(189.5 + 2 * Math.sqrt(399 / 12.0), EXACT);
        assertThat(pulse.trend()).isEqualTo(Trend.UP);
    }

    @Test
    void prices_that_only_fall_mirror_those_that_rise() {
        TimeframePulse up = pulse(100, bar -> 1000 + bar);
        TimeframePulse down = pulse(100, bar -> 1000 - bar);

        assertThat(down.rsi14()).isEqualTo(100 - up.rsi14());
        assertThat(down.minusDi14()).isEqualTo(up.plusDi14());
        assertThat(down.macd()).isCloseTo(-up.macd(), EXACT);
        assertThat(down.trend()).isEqualTo(Trend.DOWN);
        assertThat(down.strength()).isEqualTo(up.strength());
    }

    /** Wilder's own example of the RSI begins from the mean of the first 14 changes. */
    @Test
    void the_first_rsi_is_made_of_the_mean_gain_and_loss_of_fourteen_changes() {
        RelativeStrength rsi = RelativeStrength.over(14);
        double close = 100;
        rsi = rsi.with(close);
        for (int i = 0; i < 14; i++) {
            assertThat(rsi.value()).isNull();
            close += i % 2 == 0 ? 3 : -1;
            rsi = rsi.with(close);
        }
        assertThat(rsi.value()).isCloseTo(75, EXACT);
    }

    @Test
    void a_jump_of_twelve_orders_of_magnitude_leaves_no_trace_in_the_deviation() {
        TimeframePulse pulse = pulse(200, bar -> bar == 60 ? 1e14 : 1.25);
        assertThat(pulse.sma50()).isEqualTo(1.25);
        assertThat(pulse.bollingerUpper()).isEqualTo(1.25);
    }

    @Test
    void a_trend_is_ranging_when_the_close_has_left_it_by_more_than_two_atr() {
        TimeframePulse pulse = pulse(101, bar -> bar < 100 ? 100 + bar : 150);
        assertThat(pulse.sma20()).isGreaterThan(pulse.sma50());
        assertThat(pulse.trend()).isEqualTo(Trend.RANGING);
        assertThat(pulse.strength()).isZero();
    }

    @Test
    void under_fifty_bars_a_timeframe_is_missing_and_says_so() {
        TimeframePulse pulse = pulse(49, bar -> 100 + bar);
        assertThat(pulse.status()).isEqualTo(TimeframePulse.Status.MISSING);
        assertThat(pulse.reason()).isEqualTo("49 bars of 15m, needs 50");
        assertThat(pulse.bars()).isEqualTo(49);
        assertThat(pulse.sma20()).isNull();
        assertThat(pulse(50, bar -> 100 + bar).status()).isEqualTo(TimeframePulse.Status.OK);
    }
}
