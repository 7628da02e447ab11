package io.ffe.marketdata.domain;

import io.ffe.schema.event.MarketHours;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Status;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A timeframe's history as the numbers that a decision sees. Windows and periods are those in the fields' names; Bollinger
 * bands are SMA20 plus and minus two population standard deviations.
 *
 * <p><b>Trend</b> is UP while SMA20 is above SMA50, DOWN while it is below. It is RANGING when they are equal, or when the
 * close stands more than two ATR on the other side of SMA20 than the trend says: then the averages tell of yesterday.
 *
 * <p><b>Strength</b> of an UP or DOWN trend is 50, plus 10 for each ATR between the averages (30 at most), plus 10 when ADX
 * is above 25 and the DIs point the trend's way or else minus 15, plus 5 when MACD is on the trend's side of its signal.
 * RANGING has strength 0. Distances are measured in ATR, so that the same numbers mean the same on 1m and on 1d, and for a
 * currency and a coin.
 */
final class PulseBuilder {

    private static final double TRENDING_ADX = 25;
    private static final double CONTRADICTION_ATR = 2;

    private PulseBuilder() {}

    /**
     * @param staleAfter a history whose last bar ended longer ago than this, counted while the market was open, is as good as
     *     none: MISSING
     */
    static TimeframePulse pulse(TimeframeHistory history, Instant asOf, AssetClass assetClass, Duration staleAfter) {
        String missing = whyMissing(history, asOf, assetClass, staleAfter);
        return missing == null
                ? present(history)
                : TimeframePulse.missing(history.timeframe(), missing, history.bars(), history.lastBarEnd());
    }

    private static @Nullable String whyMissing(
            TimeframeHistory history, Instant asOf, AssetClass assetClass, Duration staleAfter) {
        Instant lastBarEnd = history.lastBarEnd();
        if (lastBarEnd == null || history.bars() < TimeframeHistory.NEEDED_BARS) {
            return history.bars() + " bars of " + history.timeframe() + ", needs " + TimeframeHistory.NEEDED_BARS;
        }
        if (MarketHours.openTime(assetClass, lastBarEnd, asOf).compareTo(staleAfter) > 0) {
            return "last bar of " + history.timeframe() + " ended " + lastBarEnd + ", older than "
                    + staleAfter.toMinutes() + " min of open market";
        }
        return null;
    }

    /** With 50 bars every indicator is there but for Ichimoku, whose longest window has 52. */
    private static TimeframePulse present(TimeframeHistory history) {
        double close = history.lastClose();
        double sma20 = history.closes().mean(20);
        double sma50 = history.closes().mean(50);
        double band = 2 * history.closes().deviation(20);
        double macd = Objects.requireNonNull(history.macd().line());
        double signal = Objects.requireNonNull(history.macd().signalLine());
        double adx = Objects.requireNonNull(history.movement().adxValue());
        double plusDi = Objects.requireNonNull(history.movement().plusDi());
        double minusDi = Objects.requireNonNull(history.movement().minusDi());
        double atr = Objects.requireNonNull(history.movement().atr());
        double percentB = band == 0 ? 0.5 : (close - (sma20 - band)) / (2 * band);
        double rsi = Objects.requireNonNull(history.rsi().value());
        Trend trend = trend(close, sma20, sma50, atr);
        return new TimeframePulse(
                history.timeframe(),
                Status.OK,
                null,
                history.bars(),
                history.lastBarEnd(),
                close,
                sma20,
                sma50,
                rsi,
                macd,
                signal,
                macd - signal,
                sma20 + band,
                sma20,
                sma20 - band,
                percentB,
                adx,
                plusDi,
                minusDi,
                atr,
                trend,
                strength(trend, Math.abs(sma20 - sma50), atr, adx, plusDi - minusDi, macd - signal),
                history.window().oscillators(),
                history.window().ichimoku(),
                SignalStrength.of(rsi, macd - signal, atr, adx, percentB));
    }

    private static Trend trend(double close, double sma20, double sma50, double atr) {
        double away = CONTRADICTION_ATR * atr;
        if (sma20 > sma50) {
            return close < sma20 - away ? Trend.RANGING : Trend.UP;
        }
        if (sma20 < sma50) {
            return close > sma20 + away ? Trend.RANGING : Trend.DOWN;
        }
        return Trend.RANGING;
    }

    private static int strength(
            Trend trend, double separation, double atr, double adx, double direction, double histogram) {
        int sign = switch (trend) {
            case UP -> 1;
            case DOWN -> -1;
            case RANGING -> 0;
        };
        if (sign == 0) {
            return 0;
        }
        double separationInAtr = atr == 0 ? 3 : Math.min(3, separation / atr);
        double strength = 50 + 10 * separationInAtr;
        strength += adx > TRENDING_ADX && sign * direction > 0 ? 10 : -15;
        strength += sign * histogram > 0 ? 5 : 0;
        return (int) Math.round(strength);
    }

    /** All seven, shortest first. */
    static List<TimeframePulse> pulses(SymbolState state, Instant asOf, AssetClass assetClass, QualityLimits limits) {
        return Arrays.stream(Timeframe.values())
                .map(timeframe ->
                        pulse(state.history(timeframe), asOf, assetClass, limits.staleAfter(assetClass, timeframe)))
                .toList();
    }
}
