package io.ffe.marketdata.domain;

import org.jspecify.annotations.Nullable;

/**
 * Wilder's RSI of closes, 0 to 100: 100 * average gain / (average gain + average loss), both smoothed by Wilder. 50 when
 * nothing has moved at all, so that a dead market is neither bought nor sold. From J. Welles Wilder, New Concepts in
 * Technical Trading Systems (1978).
 *
 * @param previousClose absent before the first bar
 */
public record RelativeStrength(
        SmoothedAverage gain,
        SmoothedAverage loss,
        @Nullable Double previousClose) {

    public static RelativeStrength over(int period) {
        return new RelativeStrength(SmoothedAverage.wilder(period), SmoothedAverage.wilder(period), null);
    }

    public RelativeStrength with(double close) {
        if (previousClose == null) {
            return new RelativeStrength(gain, loss, close);
        }
        double change = close - previousClose;
        return new RelativeStrength(gain.with(Math.max(change, 0)), loss.with(Math.max(-change, 0)), close);
    }

    /** Absent until {@code period} changes have been seen. */
    public @Nullable Double value() {
        if (!gain.ready()) {
            return null;
        }
        double moved = gain.value() + loss.value();
        return moved == 0 ? 50.0 : 100 * gain.value() / moved;
    }
}
