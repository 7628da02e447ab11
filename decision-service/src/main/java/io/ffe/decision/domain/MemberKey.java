package io.ffe.decision.domain;

import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.event.Vote;
import java.util.Comparator;
import java.util.Objects;

/**
 * Whose record it is. Another version of a strategy or prompt, or other weights of a model, is somebody else.
 *
 * @param version of the strategy, or id and version of the prompt
 * @param digest of the model; empty for a strategy and when it is not known
 */
public record MemberKey(String member, String version, String digest) implements Comparable<MemberKey> {

    private static final Comparator<MemberKey> ORDER = Comparator.comparing(MemberKey::member)
            .thenComparing(MemberKey::version)
            .thenComparing(MemberKey::digest);

    public static MemberKey of(Vote vote) {
        return new MemberKey(vote.member(), vote.version(), Objects.requireNonNullElse(vote.digest(), ""));
    }

    public static MemberKey of(Outcome.Member member) {
        return new MemberKey(member.member(), member.version(), Objects.requireNonNullElse(member.digest(), ""));
    }

    /** A decision as a whole, as the member that stands for it. */
    public static MemberKey ofDecision(Tier tier) {
        return new MemberKey(Outcome.DECISION, tier.name(), "");
    }

    @Override
    public int compareTo(MemberKey other) {
        return ORDER.compare(this, other);
    }
}
