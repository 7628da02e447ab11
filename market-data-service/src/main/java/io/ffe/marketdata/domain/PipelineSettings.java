package io.ffe.marketdata.domain;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import java.time.Duration;

/**
 * What a {@link SymbolPipeline} has to know beside the data.
 *
 * @param runId goes onto bars and snapshots
 * @param origin of the run; a tick of another origin is refused
 * @param snapshotTimeframe a snapshot is made at each close of this timeframe
 * @param lateness how long after its end a bar waits for ticks that arrive out of order; zero in a replay. A watermark
 *     closes without waiting
 * @param limits what makes a snapshot degraded, stale or invalid
 * @param farthestJump how far past what is closed a record may lie; one beyond it is refused. Watermarks come at each
 *     snapshot, so real data never needs it; a wrong time from outside would close years at once
 */
public record PipelineSettings(
        String runId,
        Instrument instrument,
        Origin origin,
        Timeframe snapshotTimeframe,
        Duration lateness,
        QualityLimits limits,
        Duration farthestJump) {

    /** Longer than any weekend with holidays around it. */
    private static final Duration A_WEEK = Duration.ofDays(7);

    public PipelineSettings {
        if (lateness.isNegative()) {
            throw new IllegalArgumentException("lateness is " + lateness + ", expected zero or more");
        }
        if (farthestJump.compareTo(snapshotTimeframe.length()) < 0) {
            throw new IllegalArgumentException(
                    "farthestJump is " + farthestJump + ", expected at least " + snapshotTimeframe);
        }
    }

    /** With a farthest jump of a week. */
    public PipelineSettings(
            String runId,
            Instrument instrument,
            Origin origin,
            Timeframe snapshotTimeframe,
            Duration lateness,
            QualityLimits limits) {
        this(runId, instrument, origin, snapshotTimeframe, lateness, limits, A_WEEK);
    }
}
