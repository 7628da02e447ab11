package io.ffe.decision.domain;

import io.ffe.decision.domain.ModelAnswer.Argued;
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
        Optional<Objection> untrue = untrue(snapshot, proposed.reasonCodes());
        if (untrue.isPresent()) {
            return untrue;
        }
        return switch (proposed.action()) {
            case BUY -> unlessSupported(proposed, Leaning.UP);
            case SELL -> unlessSupported(proposed, Leaning.DOWN);
            case HOLD -> Optional.empty();
        };
    }

    /** What is wrong with an argument; empty when it is grounded. To have no case is no mistake. */
    static Optional<Objection> objection(Snapshot snapshot, Argued argued) {
        Leaning side = argued.seat().side();
        List<ReasonCode> foreign = argued.reasonCodes().stream()
                .filter(code -> !argued.seat().codes().contains(code))
                .toList();
        if (!foreign.isEmpty()) {
            return objection("OTHER_SIDE", "speaks for the other side: " + ReasonCode.names(foreign));
        }
        if (argued.conviction() > 0 && argued.reasonCodes().stream().noneMatch(code -> code.leaning() == side)) {
            return objection(
                    "UNSUPPORTED_ARGUMENT",
                    "no reason that leans " + side + " among " + ReasonCode.names(argued.reasonCodes()));
        }
        return untrue(snapshot, argued.reasonCodes());
    }

    private static Optional<Objection> untrue(Snapshot snapshot, List<ReasonCode> codes) {
        List<ReasonCode> untrue =
                codes.stream().filter(code -> !code.isTrueOf(snapshot)).toList();
        return untrue.isEmpty()
                ? Optional.empty()
                : objection("UNTRUE_REASON", "not true of the snapshot: " + ReasonCode.names(untrue));
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
