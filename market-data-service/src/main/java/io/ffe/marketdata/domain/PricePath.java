package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Snapshot.Path;
import io.ffe.schema.event.Snapshot.Path.Step;
import io.ffe.schema.event.Timeframe;
import java.util.ArrayList;
import java.util.List;

/** The steps between two snapshots of a symbol; bounded, because snapshots come at every close, with ticks or without. */
final class PricePath {

    private final Timeframe timeframe;
    private final List<Step> steps;

    /** @param soFar since the last snapshot, oldest first */
    PricePath(Timeframe snapshots, List<Step> soFar) {
        this.timeframe = Path.stepsOf(snapshots);
        this.steps = new ArrayList<>(soFar);
    }

    /** Adds a closed bar when it is one of the steps. */
    void add(Bar bar) {
        if (bar.timeframe() == timeframe) {
            if (!steps.isEmpty() && !bar.start().isAfter(steps.getLast().start())) {
                // Of a checkpoint from before snapshots became rarer: its steps were shorter and reach into this one.
                steps.clear();
            }
            steps.add(new Step(bar.start(), bar.price()));
        }
    }

    /** The steps so far, for a snapshot; the next one begins anew. */
    Path take() {
        Path taken = new Path(timeframe, steps);
        steps.clear();
        return taken;
    }

    /** For a checkpoint. */
    List<Step> steps() {
        return List.copyOf(steps);
    }
}
