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
 */
public record PipelineSettings(
        String runId,
        Instrument instrument,
        Origin origin,
        Timeframe snapshotTimeframe,
        Duration lateness,
        QualityLimits limits) {

    public PipelineSettings {
        if (lateness.isNegative()) {
            throw new IllegalArgumentException("lateness is " + lateness + ", expected zero or more");
        }
    }
}
