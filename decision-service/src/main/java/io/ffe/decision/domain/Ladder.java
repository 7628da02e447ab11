package io.ffe.decision.domain;

import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Decision.Outcome;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.TierStep.Code;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.event.Vote;
import io.ffe.schema.serde.CoreHash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rungs from best to worst: gate, models, technical strategies, HOLD. Each that is tried leaves a step on the record;
 * the first that decides ends it. Pure: models are asked elsewhere, between {@link #refusal} and {@link #decide}.
 *
 * <p>The gate is passed twice, before a model is asked and when its answer is used, because the answer takes time.
 */
public record Ladder(Ensemble technical, AgeLimits limits) {

    /** Why the snapshot may not be decided at this time, and so no model be asked; empty when it may. */
    public Optional<TierStep> refusal(Snapshot snapshot, Instant now) {
        Quality quality = snapshot.quality();
        return switch (quality.verdict()) {
            case STALE -> gate(Code.SNAPSHOT_STALE, said(quality));
            case INVALID -> gate(Code.SNAPSHOT_INVALID, said(quality));
            case VALID, DEGRADED -> ageRefusal(snapshot, now);
        };
    }

    /** Whether the answer may decide, so that no further model is asked. */
    public boolean mayDecide(Snapshot snapshot, Held held, ModelAnswer answer) {
        return answer instanceof Proposed proposed
                && Grounding.objection(snapshot, held, proposed).isEmpty();
    }

    /** Why a proposal may not decide, a word and what is wrong; empty when it may. */
    public Optional<String> objection(Snapshot snapshot, Held held, Proposed proposed) {
        return Grounding.objection(snapshot, held, proposed).map(found -> found.reason() + ": " + found.detail());
    }

    /** How asking the model on a rung ended. */
    public record Answered(Tier tier, ModelAnswer answer) {}

    /** What the first rung has to say where no server is configured; there is no second one then. */
    public static final Answered NO_MODEL = new Answered(
            Tier.LLM_PRIMARY, new Failed(ModelFault.NOT_CONFIGURED, "ffe.decision.llm.base-url is not set", null));

    /**
     * The one decision on a snapshot.
     *
     * @param held what the models were told that the portfolio holds
     * @param answers of the models that were asked, in that order; ignored when the gate refuses at {@code now}
     * @param now time of the decision, after the models have answered
     */
    public Decision decide(Snapshot snapshot, Seat seat, Held held, List<Answered> answers, Instant now) {
        Optional<TierStep> refusal = refusal(snapshot, now);
        if (refusal.isPresent()) {
            return refused(snapshot, seat, refusal.get(), now);
        }
        Ensemble.Result technicalResult = technical.vote(snapshot);
        List<TierStep> path = new ArrayList<>();
        for (Answered answered : answers) {
            switch (answered.answer()) {
                case Failed failed ->
                    path.add(new TierStep(
                            answered.tier(), failed.code(), failed.reason(), failed.detail(), failed.tookMillis()));
                case Proposed proposed -> {
                    Optional<Grounding.Objection> objection = Grounding.objection(snapshot, held, proposed);
                    if (objection.isEmpty()) {
                        path.add(new TierStep(answered.tier(), Code.DECIDED, null, null, proposed.tookMillis()));
                        return byModel(snapshot, seat, proposed, technicalResult, path, now);
                    }
                    path.add(new TierStep(
                            answered.tier(),
                            Code.ANSWER_UNGROUNDED,
                            objection.get().reason(),
                            objection.get().detail(),
                            proposed.tookMillis()));
                }
            }
        }
        return switch (technicalResult) {
            case Ensemble.Result.Voted voted -> {
                path.add(TierStep.of(Tier.TECHNICAL, Code.DECIDED));
                yield event(
                        snapshot,
                        seat,
                        Outcome.DECIDED,
                        voted.action(),
                        voted.confidence(),
                        path,
                        voted.votes(),
                        voted.reasonCodes(),
                        now);
            }
            case Ensemble.Result.AllAbstained abstained -> {
                path.add(TierStep.of(Tier.TECHNICAL, Code.ALL_ABSTAINED));
                path.add(new TierStep(Tier.HOLD, Code.DECIDED, null, "nobody had an opinion", null));
                yield event(snapshot, seat, Outcome.DECIDED, Action.HOLD, 0, path, abstained.votes(), List.of(), now);
            }
        };
    }

    /** The end of a snapshot that the gate has refused with this step. */
    public Decision refused(Snapshot snapshot, Seat seat, TierStep step, Instant now) {
        Outcome outcome = step.code() == Code.SNAPSHOT_EXPIRED ? Outcome.EXPIRED : Outcome.INVALID;
        return event(snapshot, seat, outcome, Action.HOLD, 0, List.of(step), List.of(), unusable(snapshot), now);
    }

    /** The end of a snapshot that was still queued when a newer one of its symbol came. */
    public Decision superseded(Snapshot snapshot, Seat seat, Instant newerAsOf, Instant now) {
        TierStep step = new TierStep(Tier.GATE, Code.SUPERSEDED, null, "by the snapshot of " + newerAsOf, null);
        return event(snapshot, seat, Outcome.SUPERSEDED, Action.HOLD, 0, List.of(step), List.of(), List.of(), now);
    }

    /** Why market-data calls it unusable, by name; empty when it does not. */
    private static List<String> unusable(Snapshot snapshot) {
        Quality quality = snapshot.quality();
        return quality.usable()
                ? List.of()
                : quality.reasons().stream().map(Quality.Reason::name).toList();
    }

    /** Verdict and reasons, and the figures behind them where there are some: how old, and how old it may be. */
    private static String said(Quality quality) {
        String verdict = "market-data says " + quality.verdict() + " " + quality.reasons();
        return quality.detail() == null ? verdict : verdict + ": " + quality.detail();
    }

    private Optional<TierStep> ageRefusal(Snapshot snapshot, Instant now) {
        Instant validUntil = limits.validUntil(snapshot);
        Duration ahead = Duration.between(now, snapshot.asOf());
        if (ahead.compareTo(limits.maximumSkew()) > 0) {
            return gate(
                    Code.SNAPSHOT_INVALID,
                    "asOf is " + ahead + " in the future, expected at most " + limits.maximumSkew());
        }
        if (now.isAfter(validUntil)) {
            return gate(Code.SNAPSHOT_EXPIRED, "it could be decided until " + validUntil + ", now is " + now);
        }
        return Optional.empty();
    }

    /** The model's vote alone counts; the strategies' votes stand beside it with no weight. */
    private Decision byModel(
            Snapshot snapshot,
            Seat seat,
            Proposed proposed,
            Ensemble.Result technicalResult,
            List<TierStep> path,
            Instant now) {
        List<String> reasons = ReasonCode.names(proposed.reasonCodes());
        Vote models =
                new Vote(proposed.model(), proposed.version(), proposed.action(), proposed.confidence(), 1, reasons);
        List<Vote> votes = Stream.concat(
                        Stream.of(models), technicalResult.votes().stream().map(Ladder::weightless))
                .toList();
        return event(
                snapshot, seat, Outcome.DECIDED, proposed.action(), proposed.confidence(), path, votes, reasons, now);
    }

    private Decision event(
            Snapshot snapshot,
            Seat seat,
            Outcome outcome,
            Action action,
            int confidence,
            List<TierStep> path,
            List<Vote> votes,
            List<String> reasonCodes,
            Instant now) {
        return new Decision(
                snapshot.runId(),
                seat.portfolioId(),
                snapshot.snapshotId(),
                CoreHash.of(snapshot),
                seat.producer(),
                snapshot.symbol(),
                snapshot.timeframe(),
                snapshot.asOf(),
                snapshot.origin(),
                outcome,
                action,
                confidence,
                null,
                path.getLast().tier(),
                path,
                votes,
                reasonCodes,
                now,
                limits.validUntil(snapshot),
                null);
    }

    private static Vote weightless(Vote vote) {
        return new Vote(vote.member(), vote.version(), vote.action(), vote.confidence(), 0, vote.reasonCodes());
    }

    private static Optional<TierStep> gate(Code code, @Nullable String detail) {
        return Optional.of(new TierStep(Tier.GATE, code, null, detail, null));
    }
}
