package io.ffe.decision.domain;

import io.ffe.decision.domain.ModelAnswer.Argued;
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
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
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
        return Grounding.objection(snapshot, held, proposed).map(Ladder::said);
    }

    /** Why an argument may not be told to a judge, a word and what is wrong; empty when it may. */
    public Optional<String> objection(Snapshot snapshot, Argued argued) {
        return Grounding.objection(snapshot, argued).map(Ladder::said);
    }

    private static String said(Grounding.Objection objection) {
        return objection.reason() + ": " + objection.detail();
    }

    /**
     * How asking a model on a rung ended.
     *
     * @param seat what it was asked for
     * @param digest of the model, absent when its server did not say
     */
    public record Answered(
            Tier tier,
            ModelSeat seat,
            ModelAnswer answer,
            @Nullable String digest) {

        public Answered(Tier tier, ModelAnswer answer) {
            this(tier, answer, null);
        }

        /** Of a model that decides alone. */
        public Answered(Tier tier, ModelAnswer answer, @Nullable String digest) {
            this(tier, ModelSeat.SOLE, answer, digest);
        }
    }

    /** What the first rung has to say where no server is configured; there is no second one then. */
    public static final Answered NO_MODEL = new Answered(
            Tier.LLM_PRIMARY, new Failed(ModelFault.NOT_CONFIGURED, "ffe.decision.llm.base-url is not set", null));

    /** As below, nobody having a record: votes have no probability. */
    public Decision decide(Snapshot snapshot, Seat seat, Held held, List<Answered> answers, Instant now) {
        return decide(snapshot, seat, held, answers, null, now);
    }

    /**
     * The one decision on a snapshot.
     *
     * @param standing what members were worth by outcomes before asOf; null on decisions from before there were any
     * @param held what the models were told that the portfolio holds
     * @param answers of the models that were asked, in that order; ignored when the gate refuses at {@code now}
     * @param now time of the decision, after the models have answered
     */
    public Decision decide(
            Snapshot snapshot, Seat seat, Held held, List<Answered> answers, @Nullable Standing standing, Instant now) {
        Optional<TierStep> refusal = refusal(snapshot, now);
        if (refusal.isPresent()) {
            return refused(snapshot, seat, refusal.get(), now);
        }
        Ensemble.Result technicalResult = technical.vote(snapshot, standing);
        List<TierStep> path = new ArrayList<>();
        List<Vote> shadowed = new ArrayList<>();
        List<Argued> heard = new ArrayList<>();
        for (Answered answered : answers) {
            ModelSeat asked = answered.seat();
            switch (answered.answer()) {
                case Failed failed ->
                    path.add(new TierStep(
                            answered.tier(),
                            failed.code(),
                            failed.reason(asked),
                            failed.detail(),
                            failed.tookMillis()));
                case Argued argued -> {
                    Optional<Grounding.Objection> objection = Grounding.objection(snapshot, argued);
                    if (objection.isEmpty()) {
                        heard.add(argued);
                    } else {
                        path.add(ungrounded(answered, objection.get(), argued.tookMillis()));
                    }
                }
                case Proposed proposed -> {
                    Optional<Grounding.Objection> objection = Grounding.objection(snapshot, held, proposed);
                    if (objection.isEmpty()) {
                        Vote vote = vote(proposed, answered.digest(), standing);
                        if (standing == null || !standing.shadows(MemberKey.of(vote))) {
                            path.add(decided(answered.tier(), asked, proposed, heard));
                            return byModel(snapshot, seat, proposed, vote, technicalResult, path, standing, now);
                        }
                        shadowed.add(vote.weighing(0));
                        path.add(new TierStep(
                                answered.tier(),
                                Code.ALL_ABSTAINED,
                                asked.reason("SHADOW"),
                                "its outcomes show no skill, so its vote stands without weight",
                                proposed.tookMillis()));
                        continue;
                    }
                    path.add(ungrounded(answered, objection.get(), proposed.tookMillis()));
                }
            }
        }
        return switch (technicalResult) {
            case Ensemble.Result.Voted voted -> {
                path.add(new TierStep(
                        Tier.TECHNICAL,
                        Code.DECIDED,
                        voted.tier() == Ensemble.Tier.PRIMARY
                                ? null
                                : voted.tier().name(),
                        null,
                        null));
                yield event(
                        snapshot,
                        seat,
                        Outcome.DECIDED,
                        voted.action(),
                        voted.confidence(),
                        path,
                        joined(shadowed, voted.votes()),
                        voted.reasonCodes(),
                        standing,
                        now);
            }
            case Ensemble.Result.AllAbstained abstained -> {
                path.add(TierStep.of(Tier.TECHNICAL, Code.ALL_ABSTAINED));
                path.add(new TierStep(Tier.HOLD, Code.DECIDED, null, "nobody had an opinion", null));
                yield event(
                        snapshot,
                        seat,
                        Outcome.DECIDED,
                        Action.HOLD,
                        0,
                        path,
                        joined(shadowed, abstained.votes()),
                        List.of(),
                        null,
                        now);
            }
        };
    }

    /** Says of a debate what its judge had heard, and takes the time of all of it. */
    private static TierStep decided(Tier tier, ModelSeat seat, Proposed proposed, List<Argued> heard) {
        return seat == ModelSeat.JUDGE
                ? new TierStep(
                        tier,
                        Code.DECIDED,
                        "DEBATE",
                        heard.stream().map(Argued::said).collect(Collectors.joining(", ")),
                        proposed.tookMillis()
                                + heard.stream().mapToLong(Argued::tookMillis).sum())
                : new TierStep(tier, Code.DECIDED, null, null, proposed.tookMillis());
    }

    private static TierStep ungrounded(Answered answered, Grounding.Objection objection, long tookMillis) {
        return new TierStep(
                answered.tier(),
                Code.ANSWER_UNGROUNDED,
                answered.seat().reason(objection.reason()),
                objection.detail(),
                tookMillis);
    }

    /** The end of a snapshot that the gate has refused with this step. */
    public Decision refused(Snapshot snapshot, Seat seat, TierStep step, Instant now) {
        Outcome outcome = step.code() == Code.SNAPSHOT_EXPIRED ? Outcome.EXPIRED : Outcome.INVALID;
        return event(snapshot, seat, outcome, Action.HOLD, 0, List.of(step), List.of(), unusable(snapshot), null, now);
    }

    /** The end of a snapshot that was still queued when a newer one of its symbol came. */
    public Decision superseded(Snapshot snapshot, Seat seat, Instant newerAsOf, Instant now) {
        TierStep step = new TierStep(Tier.GATE, Code.SUPERSEDED, null, "by the snapshot of " + newerAsOf, null);
        return event(
                snapshot, seat, Outcome.SUPERSEDED, Action.HOLD, 0, List.of(step), List.of(), List.of(), null, now);
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
        if (snapshot.asOf().isAfter(limits.latestAsOf(now))) {
            return gate(
                    Code.SNAPSHOT_INVALID,
                    "asOf is " + Duration.between(now, snapshot.asOf()) + " in the future, expected at most "
                            + limits.maximumSkew());
        }
        if (now.isAfter(validUntil)) {
            return gate(Code.SNAPSHOT_EXPIRED, "it could be decided until " + validUntil + ", now is " + now);
        }
        return Optional.empty();
    }

    private static Vote vote(Proposed proposed, @Nullable String digest, @Nullable Standing standing) {
        MemberKey key = new MemberKey(
                proposed.model(), proposed.version(), Objects.requireNonNullElse(standing == null ? null : digest, ""));
        return new Vote(
                proposed.model(),
                proposed.version(),
                proposed.action(),
                proposed.confidence(),
                1,
                ReasonCode.names(proposed.reasonCodes()),
                standing == null ? null : standing.probability(key, proposed.confidence()),
                standing == null ? null : digest);
    }

    /** The model's vote alone counts; the strategies' votes stand beside it with no weight. */
    private Decision byModel(
            Snapshot snapshot,
            Seat seat,
            Proposed proposed,
            Vote models,
            Ensemble.Result technicalResult,
            List<TierStep> path,
            @Nullable Standing standing,
            Instant now) {
        List<Vote> others =
                technicalResult.votes().stream().map(vote -> vote.weighing(0)).toList();
        return event(
                snapshot,
                seat,
                Outcome.DECIDED,
                proposed.action(),
                proposed.confidence(),
                path,
                joined(List.of(models), others),
                models.reasonCodes(),
                standing,
                now);
    }

    private static List<Vote> joined(List<Vote> first, List<Vote> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
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
            @Nullable Standing standing,
            Instant now) {
        Tier tier = path.getLast().tier();
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
                standing == null ? null : standing.probability(MemberKey.ofDecision(tier), confidence),
                tier,
                path,
                votes,
                reasonCodes,
                now,
                limits.validUntil(snapshot),
                null);
    }

    private static Optional<TierStep> gate(Code code, @Nullable String detail) {
        return Optional.of(new TierStep(Tier.GATE, code, null, detail, null));
    }
}
