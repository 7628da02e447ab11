package io.ffe.decision.domain;

import io.ffe.decision.domain.PaperTrader.RoundTrip;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The technical floor over test markets, snapshot by snapshot, with at most two positions. */
final class Backtest {

    private static final Duration BAR = Duration.ofMinutes(15);
    private static final int MOST_POSITIONS = 2;
    private static final double TARGET_IN_STOPS = 2;

    private final Ladder ladder = new Ladder(Ensemble.standard(), new AgeLimits(null, Duration.ofSeconds(2)));
    private final List<Decision> decisions = new ArrayList<>();
    private final Map<String, PaperTrader> traders = new TreeMap<>();

    static Backtest of(List<TestMarket> markets, Instant from, Instant to) {
        Backtest backtest = new Backtest();
        markets.forEach(market -> backtest.traders.put(market.symbol(), new PaperTrader(TARGET_IN_STOPS, true)));
        for (Instant asOf = from; asOf.isBefore(to); asOf = asOf.plus(BAR)) {
            for (TestMarket market : markets) {
                backtest.decide(market, asOf);
            }
            for (TestMarket market : markets) {
                PaperTrader trader = backtest.traders.get(market.symbol());
                market.between(asOf, asOf.plus(BAR)).forEach(trader::onMinute);
            }
        }
        return backtest;
    }

    List<Decision> decisions() {
        return decisions;
    }

    List<RoundTrip> roundTrips() {
        return traders.values().stream()
                .flatMap(trader -> trader.roundTrips().stream())
                .toList();
    }

    /** How many snapshots it took until the first that wanted to trade, counting over all symbols. */
    long snapshotsUntilFirstSignal() {
        return decisions.stream()
                .takeWhile(decision -> decision.action() == Action.HOLD)
                .count();
    }

    private void decide(TestMarket market, Instant asOf) {
        Snapshot snapshot = market.at(asOf);
        Decision decision = ladder.decide(
                snapshot,
                new Seat("main", "ffe"),
                Held.FLAT,
                List.of(new Ladder.Answered(
                        Tier.LLM_PRIMARY, new ModelAnswer.Failed(ModelFault.NOT_CONFIGURED, "", null))),
                asOf.plusMillis(70));
        decisions.add(decision);
        long open = traders.values().stream().filter(PaperTrader::open).count();
        market.between(asOf, asOf.plus(BAR)).stream()
                .findFirst()
                .ifPresent(next ->
                        traders.get(market.symbol()).onDecision(decision, snapshot, next, open < MOST_POSITIONS));
    }
}
