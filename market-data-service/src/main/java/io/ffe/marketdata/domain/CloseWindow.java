package io.ffe.marketdata.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * The last closes, for averages over a window. Adding one is a write into a ring; mean and deviation are summed afresh when
 * they are asked for, so that no rounding error is carried from bar to bar and constant prices deviate by exactly zero.
 */
final class CloseWindow {

    private final double[] ring;
    private long added;

    CloseWindow(int capacity) {
        this.ring = new double[capacity];
    }

    static CloseWindow of(int capacity, List<Double> oldestFirst) {
        CloseWindow window = new CloseWindow(capacity);
        oldestFirst.forEach(window::add);
        return window;
    }

    void add(double close) {
        ring[(int) (added++ % ring.length)] = close;
    }

    boolean holds(int count) {
        return added >= count;
    }

    /** Mean of the newest {@code count}; exact when all are equal. */
    double mean(int count) {
        double newest = back(0);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += back(i) - newest;
        }
        return newest + sum / count;
    }

    /** Standard deviation of the newest {@code count} as a whole population (divided by count, as Bollinger's). */
    double deviation(int count) {
        double mean = mean(count);
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double distance = back(i) - mean;
            squares += distance * distance;
        }
        return Math.sqrt(squares / count);
    }

    /** All that are held, oldest first. */
    List<Double> toList() {
        int held = (int) Math.min(added, ring.length);
        List<Double> closes = new ArrayList<>(held);
        for (int i = held - 1; i >= 0; i--) {
            closes.add(back(i));
        }
        return List.copyOf(closes);
    }

    private double back(int steps) {
        return ring[(int) ((added - 1 - steps) % ring.length)];
    }
}
