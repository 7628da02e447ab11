package io.ffe.marketdata.domain;

import org.jspecify.annotations.Nullable;

/**
 * MACD of closes, in price units: fast EMA minus slow EMA, and the EMA of that difference as its signal. Each EMA starts
 * from the mean of its first values.
 */
public record MovingAverageConvergence(SmoothedAverage fast, SmoothedAverage slow, SmoothedAverage signal) {

    public static MovingAverageConvergence over(int fast, int slow, int signal) {
        return new MovingAverageConvergence(
                SmoothedAverage.exponential(fast),
                SmoothedAverage.exponential(slow),
                SmoothedAverage.exponential(signal));
    }

    public MovingAverageConvergence with(double close) {
        SmoothedAverage nextFast = fast.with(close);
        SmoothedAverage nextSlow = slow.with(close);
        return new MovingAverageConvergence(
                nextFast, nextSlow, nextSlow.ready() ? signal.with(nextFast.value() - nextSlow.value()) : signal);
    }

    /** Absent until the slow average is there. */
    public @Nullable Double line() {
        return slow.ready() ? fast.value() - slow.value() : null;
    }

    /** Absent until the signal's average is there. */
    public @Nullable Double signalLine() {
        return signal.ready() ? signal.value() : null;
    }
}
