package io.ffe.decision.domain;

import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.decision.domain.ReasonCode.Leaning;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import java.util.List;
import java.util.Optional;

/** Holds a model's answer against what it was shown: the snapshot and the position. */
final class Grounding {

    private Grounding() {}

    /**
     * What is wrong with a proposal.
     *
     * @param reason a word for the step
     * @param detail for people
     */
    record Objection(String reason, String detail) {}

    /** Empty when the proposal is grounded. */
    static Optional<Objection> objection(Snapshot snapshot, Held held, Proposed proposed) {
        if (!held.legal().contains(proposed.action())) {
            return objection(
                    "ILLEGAL_ACTION",
                    "a " + proposed.action() + " while " + held + ", expected one of " + held.legal());
        }
        if (proposed.reasonCodes().isEmpty()) {
            return objection("NO_REASON", "no reason was given");
        }
        List<ReasonCode> untrue = proposed.reasonCodes().stream()
                .filter(code -> !code.isTrueOf(snapshot))
                .toList();
        if (!untrue.isEmpty()) {
            return objection("UNTRUE_REASON", "not true of the snapshot: " + ReasonCode.names(untrue));
        }
        return switch (proposed.action()) {
            case BUY -> unlessSupported(proposed, Leaning.UP);
            case SELL -> unlessSupported(proposed, Leaning.DOWN);
            case HOLD -> Optional.empty();
        };
    }

    private static Optional<Objection> unlessSupported(Proposed proposed, Leaning leaning) {
        Action action = proposed.action();
        return proposed.reasonCodes().stream().anyMatch(code -> code.leaning() == leaning)
                ? Optional.empty()
                : objection(
                        "UNSUPPORTED_ACTION",
                        "no reason for a " + action + " among " + ReasonCode.names(proposed.reasonCodes()));
    }

    private static Optional<Objection> objection(String reason, String detail) {
        return Optional.of(new Objection(reason, detail));
    }
}
