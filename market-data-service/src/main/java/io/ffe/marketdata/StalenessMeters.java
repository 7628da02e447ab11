package io.ffe.marketdata;

import io.ffe.schema.event.MarketHours;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TimeframePulse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How old a symbol's data was at its last snapshot, for each timeframe, as {@code ffe_data_staleness_seconds}: how long the
 * market was open between the end of the timeframe's last bar and asOf. Also counts snapshots by quality.
 */
@ApplicationScoped
class StalenessMeters {

    private final MeterRegistry meters;
    private final Map<String, Double> seconds = new ConcurrentHashMap<>();

    StalenessMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** The symbol is another instance's from now on: no number is better than an old one. */
    void forget(String symbol) {
        seconds.keySet().removeIf(name -> name.startsWith(symbol + "/"));
    }

    void of(Snapshot snapshot) {
        for (TimeframePulse pulse : snapshot.timeframes()) {
            if (pulse.lastBarEnd() != null) {
                double age = MarketHours.openTime(snapshot.assetClass(), pulse.lastBarEnd(), snapshot.asOf())
                                .toMillis()
                        / 1000.0;
                String name = snapshot.symbol() + "/" + pulse.timeframe().label();
                if (seconds.put(name, age) == null) {
                    Gauge.builder("ffe.data.staleness.seconds", () -> seconds.getOrDefault(name, Double.NaN))
                            .tag("symbol", snapshot.symbol())
                            .tag("timeframe", pulse.timeframe().label())
                            .register(meters);
                }
            }
        }
        meters.counter("ffe.snapshots", "quality", snapshot.quality().verdict().name())
                .increment();
    }
}
