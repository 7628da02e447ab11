package io.ffe.marketdata.domain;

import io.ffe.schema.event.Tick;
import java.time.Instant;

/** What became of a tick: raw = folded + late + repeated + refused, always. */
public sealed interface TickOutcome {

    /** It is in the bars; {@code closed} is what it closed before it was added. Mostly nothing. */
    record Folded(Closed closed) implements TickOutcome {}

    /**
     * It belongs to an interval that is closed already, so it is in no bar.
     *
     * @param closedThrough exclusive end of what is closed
     */
    record Late(Tick tick, Instant closedThrough) implements TickOutcome {}

    /** Its source and sequence are in the open bars already, so this one is not added. */
    record Repeated(Tick tick) implements TickOutcome {}

    /** It cannot belong to this pipeline: another symbol, another origin than the run's, or a time far beyond all others. */
    record Refused(Tick tick, TickRefusal reason, String why) implements TickOutcome {}
}
