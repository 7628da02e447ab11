package io.ffe.decision.domain;

import io.ffe.decision.domain.Opinion.Abstention;
import io.ffe.decision.domain.Opinion.Stance;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Vote;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The weighted vote of the technical strategies.
 *
 * <p>Score = sum of share × side × confidence, from -100 to +100, where shares are those of the members that did not
 * abstain: an abstention changes nothing, a HOLD pulls the score towards zero. A score inside the deadband is a HOLD.
 *
 * @param strategies in the order in which their votes stand on the record
 * @param deadband least score, in points of confidence, that leads to an entry
 */
public record Ensemble(List<Strategy> strategies, RegimeWeights weights, double deadband) {

    public static final double DEFAULT_DEADBAND = 20;

    /** The strategies, weights and deadband that FFE runs with. */
    public static Ensemble standard() {
        return new Ensemble(
                List.of(
                        new TrendFollowing(TrendFollowing.Parameters.DEFAULT),
                        new MeanReversion(MeanReversion.Parameters.DEFAULT),
                        new Breakout(Breakout.Parameters.DEFAULT)),
                RegimeWeights.standard(),
                DEFAULT_DEADBAND);
    }

    /** How the vote ended, with every member's vote, abstentions included. */
    public sealed interface Result {

        List<Vote> votes();

        /** At least one member had an opinion. */
        record Voted(Action action, int confidence, List<String> reasonCodes, List<Vote> votes) implements Result {}

        /** Nobody had an opinion. */
        record AllAbstained(List<Vote> votes) implements Result {}
    }

    public Ensemble {
        strategies = List.copyOf(strategies);
        if (deadband < 0 || deadband > 100) {
            throw new IllegalArgumentException("deadband is " + deadband + ", expected 0 to 100 points of confidence");
        }
    }

    /** Asks every strategy. Pure. */
    public Result vote(Snapshot snapshot) {
        List<Opinion> opinions =
                strategies.stream().map(strategy -> strategy.judge(snapshot)).toList();
        double present = 0;
        for (int i = 0; i < opinions.size(); i++) {
            if (opinions.get(i) instanceof Stance) {
                present += weights.of(strategies.get(i).member(), snapshot.regime());
            }
        }
        double score = 0;
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < opinions.size(); i++) {
            Strategy strategy = strategies.get(i);
            double share = present == 0 ? 0 : weights.of(strategy.member(), snapshot.regime()) / present;
            switch (opinions.get(i)) {
                case Abstention() -> votes.add(new Vote(strategy.member(), strategy.version(), null, 0, 0, List.of()));
                case Stance(Action action, int confidence, List<String> reasons) -> {
                    score += share * sign(action) * confidence;
                    votes.add(new Vote(
                            strategy.member(), strategy.version(), action, confidence, rounded(share), reasons));
                }
            }
        }
        if (present == 0) {
            return new Result.AllAbstained(votes);
        }
        Action action = Math.abs(score) < deadband ? Action.HOLD : score > 0 ? Action.BUY : Action.SELL;
        double confidence = action == Action.HOLD ? 100 - Math.abs(score) : Math.abs(score);
        return new Result.Voted(action, Confidence.of(confidence), reasons(action, votes), votes);
    }

    /** The reasons of those who voted for what was decided; of all when the deadband decided against every vote. */
    private static List<String> reasons(Action action, List<Vote> votes) {
        Set<ReasonCode> agreed =
                reasonsOf(votes.stream().filter(v -> v.action() == action).toList());
        return ReasonCode.names(agreed.isEmpty() ? reasonsOf(votes) : agreed);
    }

    private static Set<ReasonCode> reasonsOf(List<Vote> votes) {
        Set<ReasonCode> codes = EnumSet.noneOf(ReasonCode.class);
        votes.forEach(vote -> vote.reasonCodes().forEach(name -> codes.add(ReasonCode.valueOf(name))));
        return codes;
    }

    private static int sign(Action action) {
        return switch (action) {
            case BUY -> 1;
            case SELL -> -1;
            case HOLD -> 0;
        };
    }

    /** Six places: what stands on the record is the same text on every machine and in every language. */
    private static double rounded(double share) {
        return Math.round(share * 1e6) / 1e6;
    }
}
