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
        @Nullable Integer strength) {

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
        Require.that((status == Status.MISSING) == (reason != null), "reason", reason, "present exactly when MISSING");
    }
}
