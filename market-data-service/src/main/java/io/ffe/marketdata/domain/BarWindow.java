package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.TimeframePulse.Ichimoku;
import io.ffe.schema.event.TimeframePulse.Oscillators;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * High, low and close of the last {@value #BARS} bars, for what asks where a close stands among them. Adding a bar is a write
 * into a ring; extremes are looked up when they are asked for.
 *
 * <p>Sources: G. Lane (stochastic), D. Lambert, Commodities 1980 (CCI), L. Williams (%R), G. Hosoda (Ichimoku).
 */
final class BarWindow {

    static final int BARS = 52;
    private static final int STOCHASTIC = 14;
    private static final int SMOOTHING = 3;
    private static final int CCI = 20;
    private static final double LAMBERT = 0.015;

    private final double[] highs = new double[BARS];
    private final double[] lows = new double[BARS];
    private final double[] closes = new double[BARS];
    private long added;

    /** What a checkpoint keeps of a bar. */
    public record HighLowClose(double high, double low, double close) {}

    BarWindow() {}

    BarWindow(List<HighLowClose> oldestFirst) {
        oldestFirst.forEach(bar -> add(bar.high(), bar.low(), bar.close()));
    }

    void add(Bar bar) {
        add(
                bar.price().high().doubleValue(),
                bar.price().low().doubleValue(),
                bar.price().close().doubleValue());
    }

    private void add(double high, double low, double close) {
        int at = (int) (added++ % BARS);
        highs[at] = high;
        lows[at] = low;
        closes[at] = close;
    }

    /** All that are held, oldest first. */
    List<HighLowClose> toList() {
        List<HighLowClose> bars = new ArrayList<>();
        for (int back = (int) Math.min(added, BARS) - 1; back >= 0; back--) {
            int at = at(back);
            bars.add(new HighLowClose(highs[at], lows[at], closes[at]));
        }
        return List.copyOf(bars);
    }

    /** Null before there are 20 bars. */
    @Nullable
    Oscillators oscillators() {
        if (added < CCI) {
            return null;
        }
        double k = stochastic(0);
        double d = 0;
        for (int back = 0; back < SMOOTHING; back++) {
            d += stochastic(back) / SMOOTHING;
        }
        return new Oscillators(k, d, cci(), k - 100);
    }

    /** Null before there are 52 bars. */
    @Nullable
    Ichimoku ichimoku() {
        if (added < BARS) {
            return null;
        }
        double tenkan = middle(9);
        double kijun = middle(26);
        return new Ichimoku(tenkan, kijun, (tenkan + kijun) / 2, middle(52));
    }

    private double stochastic(int back) {
        double highest = highest(back, STOCHASTIC);
        double lowest = lowest(back, STOCHASTIC);
        return highest == lowest ? 50 : (closes[at(back)] - lowest) / (highest - lowest) * 100;
    }

    private double cci() {
        double newest = typical(0);
        // Summed as distances from the newest, so that equal prices deviate by exactly zero.
        double mean = newest + sum(back -> typical(back) - newest) / CCI;
        double deviation = sum(back -> Math.abs(typical(back) - mean)) / CCI;
        return deviation == 0 ? 0 : (newest - mean) / (LAMBERT * deviation);
    }

    private static double sum(IntToDoubleFunction ofBarsBack) {
        double sum = 0;
        for (int back = 0; back < CCI; back++) {
            sum += ofBarsBack.applyAsDouble(back);
        }
        return sum;
    }

    private double typical(int back) {
        int at = at(back);
        return (highs[at] + lows[at] + closes[at]) / 3;
    }

    private double middle(int bars) {
        return (highest(0, bars) + lowest(0, bars)) / 2;
    }

    private double highest(int back, int bars) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = back; i < back + bars; i++) {
            highest = Math.max(highest, highs[at(i)]);
        }
        return highest;
    }

    private double lowest(int back, int bars) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = back; i < back + bars; i++) {
            lowest = Math.min(lowest, lows[at(i)]);
        }
        return lowest;
    }

    private int at(int back) {
        return (int) ((added - 1 - back) % BARS);
    }
}
