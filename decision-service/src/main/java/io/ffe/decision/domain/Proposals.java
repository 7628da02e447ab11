package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Decision.Outcome;
import io.ffe.schema.event.Proposal;
import io.ffe.schema.event.Proposal.End;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.TierStep.Code;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of decisions to act where FFE does not act by itself. Pure. A decision to HOLD is nobody's proposal and is
 * published as it is.
 */
public final class Proposals {

    private Proposals() {}

    /** Whether there is something to agree to. */
    public static boolean concerns(Decision made) {
        return made.action() != Action.HOLD;
    }

    /** A HOLD that says what would have been done. */
    public static Decision signalled(Decision made) {
        return ended(made, Proposal.Mode.SIGNAL_ONLY, End.SIGNALLED, Outcome.DECIDED, null, null, null);
    }

    /** @param by who agrees @param reason in their words */
    public static Decision approved(Decision made, String by, @Nullable String reason, Instant now) {
        return ended(made, Proposal.Mode.APPROVE, End.APPROVED, Outcome.DECIDED, reason, by, now);
    }

    /** @param by who does not agree @param reason in their words */
    public static Decision rejected(Decision made, String by, @Nullable String reason, Instant now) {
        return ended(made, Proposal.Mode.APPROVE, End.REJECTED, Outcome.DECIDED, reason, by, now);
    }

    public static Decision lapsed(Decision made, Lapse lapse, Instant now) {
        return ended(made, Proposal.Mode.APPROVE, End.LAPSED, lapse.as(), lapse.reason(), null, now);
    }

    /**
     * Why nobody can agree any more.
     *
     * @param as how the snapshot ends
     * @param reason a word for programs
     * @param detail for people
     */
    public record Lapse(Outcome as, String reason, String detail) {

        /** Nobody answered in time. */
        public static Lapse expired(Decision made) {
            return new Lapse(Outcome.EXPIRED, "EXPIRED", "it could be approved until " + made.validUntil());
        }

        /** A later snapshot of the symbol came. */
        public static Lapse superseded(Instant newerAsOf) {
            return new Lapse(Outcome.SUPERSEDED, "SUPERSEDED", "by the snapshot of " + newerAsOf);
        }
    }

    /**
     * Looks again at a proposal that is about to be approved: the gate of the ladder at this time, and whether the position still
     * allows the action. Whether a newer snapshot came is seen when that comes in; everything else is risk's.
     *
     * @param held what the portfolio holds now
     */
    public static Optional<Lapse> lapse(Ladder ladder, Decision made, Snapshot snapshot, Held held, Instant now) {
        Optional<TierStep> refusal = ladder.refusal(snapshot, now);
        if (refusal.isPresent()) {
            boolean late = refusal.get().code() == Code.SNAPSHOT_EXPIRED;
            return Optional.of(
                    late
                            ? Lapse.expired(made)
                            : new Lapse(
                                    Outcome.INVALID,
                                    refusal.get().code().name(),
                                    String.valueOf(refusal.get().detail())));
        }
        return held.legal().contains(made.action())
                ? Optional.empty()
                : Optional.of(new Lapse(
                        Outcome.DECIDED,
                        "POSITION_CHANGED",
                        "a " + made.action() + " while " + held + ", expected one of " + held.legal()));
    }

    /** A decision that was made again, with the end that its proposal had. */
    static Decision again(Decision made, Proposal recorded, Outcome as) {
        return concerns(made)
                ? ended(made, recorded.mode(), recorded.end(), as, recorded.reason(), recorded.by(), recorded.endedAt())
                : made;
    }

    private static Decision ended(
            Decision made,
            Proposal.Mode mode,
            End end,
            Outcome as,
            @Nullable String reason,
            @Nullable String by,
            @Nullable Instant at) {
        return made.proposed(new Proposal(mode, made.action(), made.confidence(), end, reason, by, at), as);
    }
}
