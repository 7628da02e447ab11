package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import java.util.List;

/** What a strategy says about a snapshot. Having no opinion is not the opinion to hold. */
public sealed interface Opinion {

    /**
     * A vote.
     *
     * @param confidence 1 to 100
     * @param reasonCodes names of {@link ReasonCode}s that are true of the snapshot
     */
    record Stance(Action action, int confidence, List<String> reasonCodes) implements Opinion {

        public Stance {
            if (confidence < 1 || confidence > 100) {
                throw new IllegalArgumentException("confidence is " + confidence + ", expected 1 to 100");
            }
            reasonCodes = List.copyOf(reasonCodes);
        }
    }

    /** The snapshot lacks what the strategy needs, or the market is not of its kind. */
    record Abstention() implements Opinion {}
}
