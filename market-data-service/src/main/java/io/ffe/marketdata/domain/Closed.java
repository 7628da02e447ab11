package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Snapshot;
import java.util.List;

/**
 * What a tick or a watermark closed.
 *
 * @param bars by end, then by timeframe, shortest first; each ends after the run's start
 * @param snapshots one for each close of the snapshot timeframe that was passed, oldest first. Every one of them knows the
 *     bars up to its own asOf only, however many closes one record passed at once
 */
public record Closed(List<Bar> bars, List<Snapshot> snapshots) {

    public static final Closed NOTHING = new Closed(List.of(), List.of());

    public Closed {
        bars = List.copyOf(bars);
        snapshots = List.copyOf(snapshots);
    }
}
