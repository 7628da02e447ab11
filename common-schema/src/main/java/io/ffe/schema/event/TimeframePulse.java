package io.ffe.schema.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of one timeframe at a snapshot's asOf. With status MISSING every indicator is absent and {@code reason} says
 * why; indicators that need more bars than there are stay absent on their own.
 *
 * @param bars closed bars this timeframe has seen
 * @param lastBarEnd end of the last closed bar
 * @param rsi14 Wilder's RSI, 0 to 100
 * @param macd EMA12 - EMA26 of closes, in price units; signal is its EMA9
 * @param bollingerPercentB where the close stands in the band: 0 lower, 1 upper (a fraction, not a percentage)
 * @param adx14 Wilder's ADX, 0 to 100
 * @param atr14 Wilder's ATR in price units
 * @param strength 0 to 100, how marked the trend is
 * @param oscillators where the close stands among the last bars
 * @param ichimoku lines of the Ichimoku chart as of this bar; absent with fewer than 52 bars
 * @param signalStrength 0 to 100, how far RSI, MACD, ADX and %B together stand from where nothing happens, whichever way;
 *     unlike strength it speaks in a ranging market too
 */
public record TimeframePulse(
        Timeframe timeframe,
        Status status,
        @Nullable String reason,
        long bars,
        @Nullable Instant lastBarEnd,
        @Nullable Double close,
        @Nullable Double sma20,
        @Nullable Double sma50,
        @Nullable Double rsi14,
        @Nullable Double macd,
        @Nullable Double macdSignal,
        @Nullable Double macdHistogram,
        @Nullable Double bollingerUpper,
        @Nullable Double bollingerMiddle,
        @Nullable Double bollingerLower,
        @Nullable Double bollingerPercentB,
        @Nullable Double adx14,
        @Nullable Double plusDi14,
        @Nullable Double minusDi14,
        @Nullable Double atr14,
        @Nullable Trend trend,
        @Nullable Integer strength,
        @Nullable Oscillators oscillators,
        @Nullable Ichimoku ichimoku,
        @Nullable Integer signalStrength) {

    /**
     * Where the close stands among the last bars. In a window whose prices are all the same it stands in the middle.
     *
     * @param stochasticK14 Lane's %K, 0 to 100: the close between lowest low and highest high of 14 bars
     * @param stochasticD3 mean of the last three %K
     * @param cci20 Lambert's CCI: distance of the typical price from its mean over 20 bars, in units of 0.015 mean deviations
     * @param williamsR14 Williams's %R, -100 to 0: %K as seen from above
     */
    public record Oscillators(double stochasticK14, double stochasticD3, double cci20, double williamsR14) {

        public Oscillators {
            Require.finite("stochasticK14", stochasticK14);
            Require.finite("stochasticD3", stochasticD3);
            Require.finite("cci20", cci20);
            Require.finite("williamsR14", williamsR14);
        }
    }

    /**
     * Lines of the Ichimoku chart, not displaced: what the chart draws 26 bars ahead is here the value of this bar.
     *
     * @param tenkan9 middle of highest high and lowest low of 9 bars, in price units like the others
     * @param kijun26 the same of 26 bars
     * @param senkouA mean of tenkan and kijun
     * @param senkouB52 middle of 52 bars
     */
    public record Ichimoku(double tenkan9, double kijun26, double senkouA, double senkouB52) {

        public Ichimoku {
            Require.finite("tenkan9", tenkan9);
            Require.finite("kijun26", kijun26);
            Require.finite("senkouA", senkouA);
            Require.finite("senkouB52", senkouB52);
        }
    }

    /** Whether the timeframe has enough history to be used. */
    public enum Status {
        OK,
        MISSING
    }

    /** Direction of a timeframe. */
    public enum Trend {
        UP,
        DOWN,
        RANGING
    }

    /** A timeframe without enough history to be used. */
    public static TimeframePulse missing(Timeframe timeframe, String reason, long bars, @Nullable Instant lastBarEnd) {
        return new TimeframePulse(
                timeframe,
                Status.MISSING,
                reason,
                bars,
                lastBarEnd,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    public TimeframePulse {
        Require.notNegative("bars", bars);
        Require.finite("close", close);
        Require.finite("sma20", sma20);
        Require.finite("sma50", sma50);
        Require.finite("rsi14", rsi14);
        Require.finite("macd", macd);
        Require.finite("macdSignal", macdSignal);
        Require.finite("macdHistogram", macdHistogram);
        Require.finite("bollingerUpper", bollingerUpper);
        Require.finite("bollingerMiddle", bollingerMiddle);
        Require.finite("bollingerLower", bollingerLower);
        Require.finite("bollingerPercentB", bollingerPercentB);
        Require.finite("adx14", adx14);
        Require.finite("plusDi14", plusDi14);
        Require.finite("minusDi14", minusDi14);
        Require.finite("atr14", atr14);
        Require.that(strength == null || strength >= 0 && strength <= 100, "strength", strength, "0 to 100");
        Require.that(
                signalStrength == null || signalStrength >= 0 && signalStrength <= 100,
                "signalStrength",
                signalStrength,
                "0 to 100");
        Require.that((status == Status.MISSING) == (reason != null), "reason", reason, "present exactly when MISSING");
    }
}
