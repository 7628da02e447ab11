package io.ffe.decision.domain;

import io.ffe.decision.domain.Barriers.Entry;
import io.ffe.decision.domain.Scores.Score;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Path.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The technical floor over test markets with feedback, as the service does it, without a database. */
final class ScoredBacktest {

    private static final Duration BAR = Duration.ofMinutes(15);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Barriers BARRIERS = new Barriers(2, 3, 16, 0.001);
    private static final SkillRule RULE = new SkillRule(200, 200, 0.05, 200);

    private final Ladder ladder = new Ladder(Ensemble.standard(), new AgeLimits(null, Duration.ofSeconds(2)));
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<ScoredDecision> waiting = new ArrayList<>();
    private final boolean applied;

    /** What was resolved before the present instant. */
    private final SortedMap<MemberKey, Scores> scores = new TreeMap<>();

    private Climatology climatology = Climatology.NONE;

    private ScoredBacktest(boolean applied) {
        this.applied = applied;
    }

    /** @param applied whether weights follow skill */
    static ScoredBacktest of(List<TestMarket> markets, Instant from, Instant to, boolean applied) {
        ScoredBacktest backtest = new ScoredBacktest(applied);
        for (Instant asOf = from; asOf.isBefore(to); asOf = asOf.plus(BAR)) {
            Standing standing = RULE.standing(applied, backtest.climatology, backtest.scores);
            for (TestMarket market : markets) {
                backtest.decide(market, asOf, standing);
            }
            backtest.resolve(markets, asOf);
        }
        return backtest;
    }

    List<Decision> decisions() {
        return decisions;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    SortedMap<MemberKey, Scores> scores() {
        return scores;
    }

    Standing standing() {
        return RULE.standing(applied, climatology, scores);
    }

    private void decide(TestMarket market, Instant asOf, Standing standing) {
        Snapshot snapshot = market.at(asOf);
        Decision decision = ladder.decide(
                snapshot, new Seat("main", "ffe"), Held.FLAT, List.of(Ladder.NO_MODEL), standing, asOf.plusMillis(70));
        decisions.add(decision);
        if (decision.outcome() == Decision.Outcome.DECIDED) {
            waiting.add(new ScoredDecision(
                    decision,
                    snapshot.regime(),
                    new Entry(
                            decision.decidedAt(),
                            BARRIERS.horizonEnd(asOf, BAR),
                            snapshot.pulse(snapshot.timeframe()).atr14(),
                            Objects.requireNonNull(snapshot.quote()).spread().doubleValue()),
                    standing.climatology(),
                    false));
        }
    }

    private void resolve(List<TestMarket> markets, Instant asOf) {
        List<ScoredDecision> due = waiting.stream()
                .filter(each -> !each.entry().horizonEnd().isAfter(asOf))
                .sorted(Comparator.comparing(each -> each.decision().decisionId()))
                .toList();
        waiting.removeAll(due);
        for (ScoredDecision each : due) {
            TestMarket market = markets.stream()
                    .filter(one -> one.symbol().equals(each.decision().symbol()))
                    .findFirst()
                    .orElseThrow();
            List<Step> path = market
                    .between(each.decision().asOf(), each.entry().horizonEnd())
                    .stream()
                    .map(ScoredBacktest::step)
                    .toList();
            Outcome outcome =
                    each.outcome(BARRIERS.judge(each.entry(), path, MINUTE).orElseThrow(), asOf);
            outcomes.add(outcome);
            climatology = with(climatology, outcome);
            Objects.requireNonNull(outcome.members())
                    .forEach(said -> scores.merge(MemberKey.of(said), Scores.NONE.with(Score.of(said)), Scores::plus));
        }
    }

    private static Climatology with(Climatology before, Outcome outcome) {
        return new Climatology(
                before.decisions() + 1,
                before.buyRight() + (outcome.wasRight(Action.BUY) ? 1 : 0),
                before.sellRight() + (outcome.wasRight(Action.SELL) ? 1 : 0),
                before.holdRight() + (outcome.wasRight(Action.HOLD) ? 1 : 0));
    }

    private static Step step(Minute minute) {
        return new Step(
                minute.start(),
                new Ohlc(price(minute.open()), price(minute.high()), price(minute.low()), price(minute.close())));
    }

    private static BigDecimal price(@Nullable Double value) {
        return BigDecimal.valueOf(Objects.requireNonNull(value));
    }
}
