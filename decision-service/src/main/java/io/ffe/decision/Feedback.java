package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.Barriers;
import io.ffe.decision.domain.Barriers.Entry;
import io.ffe.decision.domain.MemberKey;
import io.ffe.decision.domain.ScoredDecision;
import io.ffe.decision.domain.Scores;
import io.ffe.decision.domain.SkillRule;
import io.ffe.decision.domain.Standing;
import io.ffe.decision.store.OpenScores;
import io.ffe.decision.store.Outcomes;
import io.ffe.messaging.outbox.Outbox;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Path;
import io.ffe.schema.topic.Topics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Scores every decision and tells what the members of the ensemble were worth. Everything here runs inside its caller's
 * transaction.
 *
 * <p>The prices that decisions are scored by come with the snapshots, so scoring is part of taking a snapshot in: in a replay it
 * stands in lock step by itself, and a restart or a second delivery finds it done or not begun.
 */
@Singleton // and no proxy: wrong settings stop the start
public class Feedback {

    /** Outcomes in a prompt: more of them leave no room in the smallest context for the facts. */
    private static final int MOST_TOLD = 20;

    private final DecisionConfig config;
    private final Barriers barriers;
    private final SkillRule rule;
    private final OpenScores open;
    private final Outcomes outcomes;
    private final Outbox outbox;
    private final DecisionMeters meters;

    /** By portfolio: all symbols ask at the same close, and the answer is a sum over a month of outcomes. */
    private final Map<String, Known> lastKnown = new ConcurrentHashMap<>();

    private record Known(Instant asOf, Standing standing) {}

    Feedback(
            DecisionConfig config,
            Barriers barriers,
            SkillRule rule,
            OpenScores open,
            Outcomes outcomes,
            Outbox outbox,
            DecisionMeters meters) {
        this.config = config;
        this.barriers = barriers;
        this.rule = rule;
        this.open = open;
        this.outcomes = outcomes;
        this.outbox = outbox;
        this.meters = meters;
        check(config);
    }

    /** @throws IllegalArgumentException naming a value that cannot be meant */
    static void check(DecisionConfig config) {
        if (!config.feedback().window().isPositive()) {
            throw new IllegalArgumentException(
                    "ffe.decision.feedback.window is " + config.feedback().window() + ", expected a time above zero");
        }
        if (config.llm().outcomes() < 0 || config.llm().outcomes() > MOST_TOLD) {
            throw new IllegalArgumentException(
                    "ffe.decision.llm.outcomes is " + config.llm().outcomes() + ", expected 0 to " + MOST_TOLD);
        }
    }

    /** Begins to wait for the decision's outcome; nothing when it was not decided. */
    void opened(Decision decision, Snapshot snapshot) {
        if (decision.outcome() != Decision.Outcome.DECIDED) {
            return;
        }
        Duration bar = snapshot.timeframe().length();
        Quote quote = snapshot.quote();
        open.open(
                decision,
                snapshot.regime(),
                new Entry(
                        decision.decidedAt(),
                        barriers.horizonEnd(snapshot.asOf(), bar),
                        snapshot.pulse(snapshot.timeframe()).atr14(),
                        quote == null ? 0 : Math.max(0, quote.spread().doubleValue())));
    }

    /** An order of the decision was filled. */
    void traded(String decisionId) {
        open.traded(decisionId);
    }

    /** Takes the prices in that came with the snapshot, and scores what it reaches the horizon of. */
    void take(Snapshot snapshot) {
        Path path = snapshot.path();
        if (path != null) {
            open.keep(snapshot, path);
        }
        for (ScoredDecision due : open.due(snapshot.symbol(), snapshot.timeframe(), snapshot.asOf())) {
            resolve(due, score(due, snapshot.asOf()));
        }
        Duration window = snapshot.timeframe().length().multipliedBy(barriers.horizonBars());
        open.forgetPaths(
                snapshot.symbol(), snapshot.timeframe(), snapshot.asOf().minus(window.multipliedBy(2)));
    }

    /** The data has ended: what still waits is never scored. */
    void censor(Instant end) {
        open.all().forEach(waiting -> resolve(waiting, waiting.censored(end)));
    }

    private Outcome score(ScoredDecision due, Instant asOf) {
        Decision decision = due.decision();
        List<Path> paths = open.paths(
                decision.symbol(),
                decision.timeframe(),
                decision.asOf(),
                due.entry().horizonEnd());
        return barriers.judge(
                        due.entry(),
                        paths.stream().flatMap(path -> path.steps().stream()).toList(),
                        Path.stepsOf(decision.timeframe()).length())
                .map(result -> due.outcome(result, asOf))
                .orElseGet(() -> due.censored(asOf));
    }

    private void resolve(ScoredDecision scored, Outcome outcome) {
        open.close(scored.decision().decisionId());
        if (outcomes.add(outcome)) {
            outbox.append(Topics.OUTCOMES, outcome, outcome.symbol(), config.hopLatency());
            meters.scored(outcome);
        }
    }

    /**
     * What members were worth by the outcomes that were resolved before the time. Those of the same instant are left out,
     * because which of them are known by then is a matter of the order of symbols.
     */
    Standing standing(String portfolioId, Instant asOf) {
        Known last = lastKnown.get(portfolioId);
        if (last != null && last.asOf().equals(asOf)) {
            return last.standing();
        }
        Standing standing = standingOf(portfolioId, asOf);
        lastKnown.put(portfolioId, new Known(asOf, standing));
        return standing;
    }

    private Standing standingOf(String portfolioId, Instant asOf) {
        Outcomes.Window window = window(portfolioId, asOf);
        SortedMap<MemberKey, Scores> scores = new TreeMap<>();
        outcomes.records(window).forEach((key, record) -> scores.put(key, record.scores()));
        return rule.standing(config.feedback().applyWeights(), outcomes.climatology(window), scores);
    }

    /** The last outcomes of the symbol that were resolved before the snapshot, the newest first, as many as models are told. */
    List<Outcome> past(String portfolioId, Snapshot snapshot) {
        int most = config.llm().outcomes();
        return most == 0 ? List.of() : outcomes.latestBefore(portfolioId, snapshot.symbol(), snapshot.asOf(), most);
    }

    private Outcomes.Window window(String portfolioId, Instant before) {
        return new Outcomes.Window(portfolioId, before.minus(config.feedback().window()), before);
    }
}
