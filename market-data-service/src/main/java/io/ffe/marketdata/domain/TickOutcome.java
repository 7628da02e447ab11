package io.ffe.marketdata.domain;

import io.ffe.schema.event.Tick;
import java.time.Instant;
import java.util.Set;

/** What became of a tick: raw = folded + late + repeated + refused, always. */
public sealed interface TickOutcome {

    /**
     * It is in the bars.
     *
     * @param closed what it closed before it was added; mostly nothing
     * @param notes what is odd about it; mostly nothing
     */
    record Folded(Closed closed, Set<TickNote> notes) implements TickOutcome {

        /** It closed nothing and nothing is odd about it: what almost every tick comes to. */
        static final Folded QUIETLY = new Folded(Closed.NOTHING, Set.of());

        public Folded {
            notes = Set.copyOf(notes);
        }
    }

    /**
     * It belongs to an interval that is closed already, so it is in no bar.
     *
     * @param closedThrough exclusive end of what is closed
     */
    record Late(Tick tick, Instant closedThrough) implements TickOutcome {}

    /** Its source and sequence are in the open bars already, so this one is not added. */
    record Repeated(Tick tick) implements TickOutcome {}

    /** It cannot belong to this pipeline, or its price or time cannot be believed. */
    record Refused(Tick tick, TickRefusal reason, String why) implements TickOutcome {}
}
