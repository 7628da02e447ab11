package io.ffe.marketdata.domain;

import io.ffe.schema.event.Snapshot.Alignment;
import io.ffe.schema.event.Snapshot.Alignment.Direction;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the trends of a symbol's timeframes agree; what the figures mean stands at {@link Alignment}. */
public final class TrendAlignment {

    private static final int ALL_WEIGHTS =
            Arrays.stream(Timeframe.values()).mapToInt(TrendAlignment::weight).sum();
    private static final int MOST_PERCENT = 60;

    private TrendAlignment() {}

    /**
     * The alignment of those that have a trend.
     *
     * @return null with fewer than two of them: one agrees with itself
     */
    public static @Nullable Alignment of(List<TimeframePulse> pulses) {
        int counted = 0;
        int weights = 0;
        int up = 0;
        int down = 0;
        int pull = 0;
        for (TimeframePulse pulse : pulses) {
            Trend trend = pulse.trend();
            Integer strength = pulse.strength();
            if (trend == null || strength == null) {
                continue;
            }
            int weight = weight(pulse.timeframe());
            counted++;
            weights += weight;
            switch (trend) {
                case UP -> {
                    up += weight;
                    pull += weight * strength;
                }
                case DOWN -> {
                    down += weight;
                    pull -= weight * strength;
                }
                case RANGING -> {}
            }
        }
        return counted < 2
                ? null
                : new Alignment(
                        direction(up, down, weights), percent(pull, 100 * weights), percent(weights, ALL_WEIGHTS));
    }

    private static Direction direction(int up, int down, int weights) {
        if (100 * up > MOST_PERCENT * weights) {
            return Direction.UP;
        }
        return 100 * down > MOST_PERCENT * weights ? Direction.DOWN : Direction.MIXED;
    }

    private static int percent(int part, int whole) {
        return (int) Math.round(100.0 * part / whole);
    }

    private static int weight(Timeframe timeframe) {
        return switch (timeframe) {
            case M1, M5 -> 5;
            case M15 -> 10;
            case M30 -> 12;
            case H1 -> 15;
            case H4 -> 25;
            case D1 -> 40;
        };
    }
}
