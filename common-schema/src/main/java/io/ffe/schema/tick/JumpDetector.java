package io.ffe.schema.tick;

import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Tick;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds price levels that are far from the last ones. Far is more than the floor, a fraction of the price, and more than ten
 * robust standard deviations (1.4826 times the median absolute deviation) from the median of the last {@value #WINDOW}
 * prices: one false price moves neither median.
 *
 * <p>A price that stays where it jumped to is no jump any more: the third in a row that agrees with the ones before, within
 * the floor, begins a new window. A tick that is delivered again agrees with nothing but itself. Until there are {@value #ENOUGH} prices nothing is far.
 *
 * <p>Source of the deviation: Hampel, F. R. (1974), The influence curve and its role in robust estimation.
 */
public final class JumpDetector {

    static final int WINDOW = 31;
    static final int ENOUGH = 10;
    private static final int CONFIRMS = 3;
    private static final double DEVIATIONS = 10;
    private static final double MAD_TO_DEVIATION = 1.4826;

    private final double floor;
    private final double[] window = new double[WINDOW];
    private int size;
    private int newest = -1;
    private double suspect = Double.NaN;
    private int agreeing;
    /** Those that agree so far. */
    private SeenTicks suspects = new SeenTicks();

    /**
     * What a checkpoint keeps.
     *
     * @param levels oldest first
     * @param suspect the last price that was far, absent when the last one was not
     * @param agreeing how many ticks in a row were far and agree
     * @param suspects those ticks; none in a checkpoint of an earlier version
     */
    public record State(List<Double> levels, @Nullable Double suspect, int agreeing, List<SeenTicks.Run> suspects) {

        public static final State NONE = new State(List.of(), null, 0, List.of());

        public State(
                List<Double> levels, @Nullable Double suspect, int agreeing, @Nullable List<SeenTicks.Run> suspects) {
            this.levels = List.copyOf(levels);
            this.suspect = suspect;
            this.agreeing = agreeing;
            this.suspects = List.copyOf(Objects.requireNonNullElse(suspects, List.of()));
        }
    }

    /** @param state of an earlier one for the same symbol */
    public JumpDetector(AssetClass assetClass, State state) {
        this.floor = floor(assetClass);
        state.levels().forEach(this::add);
        this.suspect = state.suspect() == null ? Double.NaN : state.suspect();
        this.agreeing = state.agreeing();
        this.suspects = new SeenTicks(state.suspects());
    }

    /** Nearer than this fraction of the last price is no jump: a few times what news moves the class within a minute. */
    private static double floor(AssetClass assetClass) {
        return switch (assetClass) {
            case FOREX -> 0.005;
            case METAL -> 0.015;
            case CRYPTO -> 0.03;
            case EQUITY -> 0.05;
        };
    }

    /** One for which this price is the one that there was so far. */
    public static JumpDetector after(AssetClass assetClass, double level) {
        return new JumpDetector(assetClass, new State(Collections.nCopies(ENOUGH, level), null, 0, List.of()));
    }

    /** Whether the tick's price, of a quote its middle, is a jump; one that is not counts for the next ones. */
    public boolean isJump(Tick tick) {
        double level = level(tick);
        if (size < ENOUGH || isNear(level, window[newest]) || !isFar(level)) {
            forgetSuspects();
            add(level);
            return false;
        }
        if (suspects.holds(tick)) {
            return true;
        }
        if (!isNear(level, suspect)) {
            forgetSuspects();
        }
        agreeing++;
        suspect = level;
        suspects.add(tick);
        if (agreeing < CONFIRMS) {
            return true;
        }
        size = 0;
        forgetSuspects();
        add(level);
        return false;
    }

    private static double level(Tick tick) {
        return switch (tick.kind()) {
            case QUOTE ->
                (Objects.requireNonNull(tick.bid()).doubleValue()
                                + Objects.requireNonNull(tick.ask()).doubleValue())
                        / 2;
            case TRADE -> Objects.requireNonNull(tick.price()).doubleValue();
        };
    }

    private void forgetSuspects() {
        if (agreeing > 0) {
            suspect = Double.NaN;
            agreeing = 0;
            suspects = new SeenTicks();
        }
    }

    public State state() {
        return new State(
                DoubleStream.of(inOrder()).boxed().toList(),
                Double.isNaN(suspect) ? null : suspect,
                agreeing,
                suspects.runs());
    }

    private void add(double level) {
        newest = (newest + 1) % WINDOW;
        window[newest] = level;
        size = Math.min(size + 1, WINDOW);
    }

    private boolean isNear(double level, double other) {
        return Math.abs(level - other) <= floor * other;
    }

    private boolean isFar(double level) {
        double[] levels = inOrder();
        double median = median(levels);
        for (int i = 0; i < levels.length; i++) {
            levels[i] = Math.abs(levels[i] - median);
        }
        double deviation = MAD_TO_DEVIATION * median(levels);
        return Math.abs(level - median) > Math.max(floor * median, DEVIATIONS * deviation);
    }

    private double[] inOrder() {
        double[] levels = new double[size];
        for (int i = 0; i < size; i++) {
            levels[i] = window[Math.floorMod(newest - size + 1 + i, WINDOW)];
        }
        return levels;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
