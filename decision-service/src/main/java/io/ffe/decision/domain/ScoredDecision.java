package io.ffe.decision.domain;

import io.ffe.decision.domain.Barriers.Result;
import io.ffe.decision.domain.Barriers.Side;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Outcome.Label;
import io.ffe.schema.event.Outcome.Member;
import io.ffe.schema.event.Proposal;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.event.Vote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision that waits to be scored, or is. What was proposed and not done is scored as what it was, not as the HOLD that was
 * published instead.
 *
 * @param climatology as it was known when the decision was made
 * @param traded whether an order of it was filled
 */
public record ScoredDecision(
        Decision decision, @Nullable Regime regime, Barriers.Entry entry, Climatology climatology, boolean traded) {

    /** Its outcome once the window is over. */
    public Outcome outcome(Result result, Instant resolvedAt) {
        Side decided = switch (decision.decided()) {
            case BUY -> result.buy();
            case SELL -> result.sell();
            case HOLD -> new Side(Label.HORIZON, 0, null, false);
        };
        return event(decided.label(), decided, result, resolvedAt);
    }

    /** Its outcome when there will be no prices to score it by. */
    public Outcome censored(Instant resolvedAt) {
        return event(Label.CENSORED, null, null, resolvedAt);
    }

    private Outcome event(Label label, @Nullable Side decided, @Nullable Result result, Instant resolvedAt) {
        return new Outcome(
                decision.runId(),
                decision.decisionId(),
                decision.snapshotId(),
                decision.portfolioId(),
                decision.symbol(),
                decision.origin(),
                decision.decided(),
                label,
                decided == null ? null : decided.returnFraction(),
                traded,
                entry.horizonEnd(),
                resolvedAt,
                decision.asOf(),
                decision.decidedAt(),
                decision.tier(),
                regime,
                result == null ? null : result.entryPrice(),
                entry.atr(),
                decided == null ? null : decided.touchedAt(),
                result == null ? null : result.ambiguous(),
                result == null ? null : result.buy().returnFraction(),
                result == null ? null : result.sell().returnFraction(),
                result == null ? null : result.holdReturn(),
                members(result));
    }

    /** Votes with an action, in their order, then the decision itself unless nobody had an opinion: that is no HOLD. */
    private List<Member> members(@Nullable Result result) {
        List<Member> members = new ArrayList<>();
        for (Vote vote : decision.votes()) {
            if (vote.action() != null) {
                members.add(member(
                        vote.member(),
                        vote.version(),
                        vote.digest(),
                        vote.action(),
                        vote.confidence(),
                        vote.probability(),
                        result));
            }
        }
        if (decision.tier() != Tier.HOLD) {
            Proposal proposal = decision.proposal();
            members.add(member(
                    Outcome.DECISION,
                    decision.tier().name(),
                    null,
                    decision.decided(),
                    proposal == null ? decision.confidence() : proposal.confidence(),
                    decision.calibratedConfidence(),
                    result));
        }
        return members;
    }

    private Member member(
            String name,
            String version,
            @Nullable String digest,
            Action action,
            int confidence,
            @Nullable Double probability,
            @Nullable Result result) {
        return new Member(
                name,
                version,
                digest,
                action,
                confidence,
                probability == null ? confidence / 100.0 : probability,
                climatology.of(action),
                result == null
                        ? null
                        : Outcome.right(
                                action,
                                result.buy().returnFraction(),
                                result.sell().returnFraction(),
                                result.ambiguous()));
    }
}
