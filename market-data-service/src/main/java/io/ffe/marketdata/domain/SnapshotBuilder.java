package io.ffe.marketdata.domain;

import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A symbol's state as a {@link Snapshot}. The caller sees to it that the state holds nothing from asOf on. */
final class SnapshotBuilder {

    private SnapshotBuilder() {}

    static Snapshot snapshot(
            PipelineSettings settings,
            SymbolState state,
            @Nullable LastQuote lastQuote,
            Snapshot.Path path,
            Instant asOf) {
        Timeframe timeframe = settings.snapshotTimeframe();
        AssetClass assetClass = settings.instrument().assetClass();
        List<TimeframePulse> pulses = PulseBuilder.pulses(state, asOf, assetClass, settings.limits());
        TimeframePulse own = pulses.get(timeframe.ordinal());
        boolean derived = lastQuote != null && lastQuote.derived()
                || state.history(timeframe).lastBarDerived();
        return new Snapshot(
                settings.runId(),
                settings.instrument().symbol(),
                assetClass,
                timeframe,
                asOf,
                settings.origin(),
                lastQuote == null ? null : lastQuote.quote(),
                pulses,
                MarketRegime.regime(own),
                MarketRegime.volatility(own),
                TrendAlignment.of(pulses),
                SnapshotQuality.judge(
                        asOf,
                        timeframe,
                        assetClass,
                        lastQuote == null ? null : lastQuote.quote(),
                        pulses,
                        derived,
                        settings.limits()),
                path);
    }
}
