package io.ffe.decision.domain;

import java.util.List;
import java.util.Optional;

/**
 * What the members of the ensemble were worth when a decision was made, by outcomes that were resolved before its snapshot's asOf.
 * Stands on record beside the decision, so that it can be made again.
 *
 * @param applied whether weights and shadow count in the vote; probabilities are worked out either way
 * @param members those that were scored, in the order of their keys
 */
public record Standing(boolean applied, Climatology climatology, List<Member> members) {

    /** Nothing is scored yet. */
    public static final Standing NONE = new Standing(false, Climatology.NONE, List.of());

    /** Whether a member's vote counts. */
    public enum State {
        ACTIVE,
        SHADOW
    }

    /**
     * One member.
     *
     * @param factor what its weight is multiplied with
     * @param calibrated probability of being right by tenths of stated confidence; empty while too little is scored
     */
    public record Member(MemberKey key, State state, double factor, List<Double> calibrated) {

        public Member {
            calibrated = List.copyOf(calibrated);
        }
    }

    public Standing {
        members = List.copyOf(members);
    }

    /** What the member's weight is multiplied with: one where it has no record yet, zero in shadow. */
    double factor(MemberKey key) {
        return !applied
                ? 1
                : of(key).map(member -> member.state() == State.SHADOW ? 0 : member.factor())
                        .orElse(1.0);
    }

    /** Whether the member's vote is kept from counting. */
    boolean shadows(MemberKey key) {
        return applied
                && of(key).filter(member -> member.state() == State.SHADOW).isPresent();
    }

    /** Probability of being right: the confidence itself until there is enough to calibrate it by. */
    double probability(MemberKey key, int confidence) {
        return of(key).filter(member -> !member.calibrated().isEmpty())
                .map(member -> member.calibrated().get(Scores.binOf(confidence)))
                .orElse(confidence / 100.0);
    }

    private Optional<Member> of(MemberKey key) {
        return members.stream().filter(member -> member.key().equals(key)).findFirst();
    }
}
