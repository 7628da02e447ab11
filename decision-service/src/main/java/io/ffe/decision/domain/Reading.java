package io.ffe.decision.domain;

import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Figures that more than one strategy or reason code derives from a snapshot. */
final class Reading {

    private Reading() {}

    /** The pulse of the timeframe whose close made the snapshot. */
    static TimeframePulse own(Snapshot snapshot) {
        return snapshot.pulse(snapshot.timeframe());
    }

    /**
     * How far the longer timeframes agree: +1 all up, -1 all down, ranging ones count as zero. A longer timeframe weighs
     * more, by one step each. Empty when no longer timeframe has enough history.
     */
    static OptionalDouble alignment(Snapshot snapshot) {
        double sum = 0;
        double weights = 0;
        int weight = 0;
        for (Timeframe longer : longerThan(snapshot.timeframe())) {
            weight++;
            Trend trend = snapshot.pulse(longer).trend();
            if (trend != null) {
                weights += weight;
                sum += weight * sign(trend);
            }
        }
        return weights == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / weights);
    }

    static int sign(Trend trend) {
        return switch (trend) {
            case UP -> 1;
            case DOWN -> -1;
            case RANGING -> 0;
        };
    }

    private static Timeframe[] longerThan(Timeframe timeframe) {
        Timeframe[] all = Timeframe.values();
        return Arrays.copyOfRange(all, timeframe.ordinal() + 1, all.length);
    }
}
