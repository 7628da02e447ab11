package io.ffe.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The median of some rounds, and their lowest and highest. */
record Spread(double median, double low, double high) {

    static Spread of(double... rounds) {
        if (rounds.length == 0) {
            throw new IllegalArgumentException("rounds are none, expected at least one");
        }
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    static Spread of(Collection<Double> rounds) {
        return of(rounds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** As in {@code 0.62 (0.58-0.66)}. */
    String text() {
        return number(median) + (low == high ? "" : " (" + number(low) + "-" + number(high) + ")");
    }

    /** With as many decimals as its size needs. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 || size == 0 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
