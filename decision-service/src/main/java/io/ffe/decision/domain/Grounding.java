package io.ffe.decision.domain;

import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.decision.domain.ReasonCode.Leaning;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import java.util.List;
import java.util.Optional;

/** Holds a model's reasons against the snapshot it was shown. */
final class Grounding {

    private Grounding() {}

    /** What is wrong with the proposal, for people; empty when it is grounded. */
    static Optional<String> objection(Snapshot snapshot, Proposed proposed) {
        if (proposed.reasonCodes().isEmpty()) {
            return Optional.of("no reason was given");
        }
        List<ReasonCode> untrue = proposed.reasonCodes().stream()
                .filter(code -> !code.isTrueOf(snapshot))
                .toList();
        if (!untrue.isEmpty()) {
            return Optional.of("not true of the snapshot: " + ReasonCode.names(untrue));
        }
        return switch (proposed.action()) {
            case BUY -> unlessSupported(proposed, Leaning.UP);
            case SELL -> unlessSupported(proposed, Leaning.DOWN);
            case HOLD -> Optional.empty();
        };
    }

    private static Optional<String> unlessSupported(Proposed proposed, Leaning leaning) {
        Action action = proposed.action();
        return proposed.reasonCodes().stream().anyMatch(code -> code.leaning() == leaning)
                ? Optional.empty()
                : Optional.of("no reason for a " + action + " among " + ReasonCode.names(proposed.reasonCodes()));
    }
}
