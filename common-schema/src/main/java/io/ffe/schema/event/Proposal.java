package io.ffe.schema.event;

import io.ffe.schema.serde.NotCore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a producer proposed and did not do by itself, and how that ended. Whoever does not know this field sees a HOLD unless it
 * was approved.
 *
 * @param action what was proposed, never HOLD
 * @param confidence as stated by the deciding tier, 0 to 100
 * @param reason why it ended so, as in EXPIRED, or in the words of who ended it; a list that grows, so text
 * @param by who approved or rejected it; absent otherwise
 * @param endedAt when; absent on a signal, which nobody waits for
 */
public record Proposal(
        Mode mode,
        Action action,
        int confidence,
        End end,
        @Nullable @NotCore String reason,
        @Nullable @NotCore String by,
        @Nullable @NotCore Instant endedAt) {

    /** Who acts on a decision. */
    public enum Mode {
        /** An operator agrees first. */
        APPROVE,
        /** Nobody: it is said and not done. */
        SIGNAL_ONLY
    }

    /** How it ended. */
    public enum End {
        SIGNALLED,
        APPROVED,
        REJECTED,
        /** Nobody answered in time, a newer snapshot came, or the position no longer allows it. */
        LAPSED
    }

    public Proposal {
        Require.that(action != Action.HOLD, "proposal.action", action, "BUY or SELL");
        Require.percent("proposal.confidence", confidence);
        Require.that(
                (mode == Mode.SIGNAL_ONLY) == (end == End.SIGNALLED),
                "proposal.end",
                end,
                "SIGNALLED exactly in " + Mode.SIGNAL_ONLY);
        Require.that(
                (end == End.APPROVED || end == End.REJECTED) == (by != null),
                "proposal.by",
                by,
                "present exactly on APPROVED and REJECTED");
        if (by != null) {
            Require.id("proposal.by", by);
        }
    }

    /** What may be acted on now. */
    public Action allowed() {
        return end == End.APPROVED ? action : Action.HOLD;
    }
}
