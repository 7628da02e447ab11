package io.ffe.marketdata.domain;

/**
 * A recursive average: the mean of the first {@code period} values, then {@code value += weight * (x - value)}. Wilder's
 * weight is 1/period, the exponential average's 2/(period + 1). The record is the whole state.
 *
 * @param seen values so far, counted up to the period
 * @param value the average once {@code seen} has reached the period, the sum of the values before
 */
public record SmoothedAverage(int period, double weight, int seen, double value) {

    public static SmoothedAverage wilder(int period) {
        return new SmoothedAverage(period, 1.0 / period, 0, 0);
    }

    public static SmoothedAverage exponential(int period) {
        return new SmoothedAverage(period, 2.0 / (period + 1), 0, 0);
    }

    /** The average with one more value. */
    public SmoothedAverage with(double x) {
        if (seen == period) {
            return new SmoothedAverage(period, weight, seen, value + weight * (x - value));
        }
        double sum = value + x;
        return new SmoothedAverage(period, weight, seen + 1, seen + 1 == period ? sum / period : sum);
    }

    public boolean ready() {
        return seen == period;
    }
}
