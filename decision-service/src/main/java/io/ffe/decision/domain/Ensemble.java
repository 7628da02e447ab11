package io.ffe.decision.domain;

import io.ffe.decision.domain.Opinion.Abstention;
import io.ffe.decision.domain.Opinion.Stance;
import io.ffe.decision.domain.Voting.Ballot;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Vote;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The vote of the technical strategies.
 *
 * <p>Shares are those of the members that did not abstain: an abstention changes nothing. Where fewer than the quorum have an
 * opinion, the vote falls from tier to tier: majority of those who have one, when there are two and one action leads; else
 * their average; and a single member speaks for itself. Confidence then shrinks with the members that are missing.
 *
 * @param strategies in the order in which their votes stand on the record
 * @param deadband least score, in points of confidence, that leads to an entry
 * @param voting how votes become one action
 * @param quorum members with an opinion that count, below which the fallbacks vote
 */
public record Ensemble(List<Strategy> strategies, RegimeWeights weights, double deadband, Voting voting, int quorum) {

    public static final double DEFAULT_DEADBAND = 20;

    /** The strategies, weights and deadband that FFE runs with. */
    public static Ensemble standard() {
        return standard(Voting.SCORE, 1);
    }

    /** Those with another way to vote. */
    public static Ensemble standard(Voting voting, int quorum) {
        return new Ensemble(
                List.of(
                        new TrendFollowing(TrendFollowing.Parameters.DEFAULT),
                        new MeanReversion(MeanReversion.Parameters.DEFAULT),
                        new Breakout(Breakout.Parameters.DEFAULT)),
                RegimeWeights.standard(),
                DEFAULT_DEADBAND,
                voting,
                quorum);
    }

    /** Who has voted in the end. */
    public enum Tier {
        /** The way that is configured. */
        PRIMARY,
        MAJORITY_FALLBACK,
        AVERAGE_FALLBACK,
        SINGLE_FALLBACK
    }

    /** How the vote ended, with every member's vote, abstentions included. */
    public sealed interface Result {

        List<Vote> votes();

        /** At least one member had an opinion that counts. */
        record Voted(Action action, int confidence, List<String> reasonCodes, List<Vote> votes, Tier tier)
                implements Result {}

        /** Nobody had one. */
        record AllAbstained(List<Vote> votes) implements Result {}
    }

    /** Voting by score, without a quorum. */
    public Ensemble(List<Strategy> strategies, RegimeWeights weights, double deadband) {
        this(strategies, weights, deadband, Voting.SCORE, 1);
    }

    public Ensemble {
        strategies = List.copyOf(strategies);
        if (deadband < 0 || deadband > 100) {
            throw new IllegalArgumentException("deadband is " + deadband + ", expected 0 to 100 points of confidence");
        }
        if (quorum < 1 || quorum > strategies.size()) {
            throw new IllegalArgumentException(
                    "quorum is " + quorum + ", expected 1 to " + strategies.size() + ", the number of strategies");
        }
    }

    /** Asks every strategy, nobody having a record. Pure. */
    public Result vote(Snapshot snapshot) {
        return vote(snapshot, null);
    }

    /** Asks every strategy. Pure. @param standing what they were worth so far; null leaves votes without probability */
    public Result vote(Snapshot snapshot, @Nullable Standing standing) {
        List<Opinion> opinions =
                strategies.stream().map(strategy -> strategy.judge(snapshot)).toList();
        List<Ballot> ballots = new ArrayList<>();
        for (int i = 0; i < opinions.size(); i++) {
            if (opinions.get(i) instanceof Stance(Action action, int confidence, List<String> reasons)) {
                ballots.add(new Ballot(i, action, confidence, weight(i, snapshot, standing)));
            }
        }
        double present = Voting.present(ballots);
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < opinions.size(); i++) {
            Strategy strategy = strategies.get(i);
            double share = present == 0 ? 0 : weight(i, snapshot, standing) / present;
            switch (opinions.get(i)) {
                case Abstention() -> votes.add(new Vote(strategy.member(), strategy.version(), null, 0, 0, List.of()));
                case Stance(Action action, int confidence, List<String> reasons) ->
                    votes.add(new Vote(
                            strategy.member(),
                            strategy.version(),
                            action,
                            confidence,
                            rounded(share),
                            reasons,
                            standing == null ? null : standing.probability(key(strategy), confidence),
                            null));
            }
        }
        return elected(ballots)
                .<Result>map(elected -> new Result.Voted(
                        elected.result.action(),
                        elected.result.confidence(),
                        reasons(elected.result.action(), votes),
                        votes,
                        elected.tier))
                .orElseGet(() -> new Result.AllAbstained(votes));
    }

    private record Elected(Voting.Result result, Tier tier) {}

    private Optional<Elected> elected(List<Ballot> ballots) {
        int counting =
                (int) ballots.stream().filter(ballot -> ballot.weight() > 0).count();
        Optional<Elected> primary = counting < quorum
                ? Optional.empty()
                : voting.of(ballots, deadband).map(result -> new Elected(result, Tier.PRIMARY));
        return primary.or(() -> counting < 2 ? Optional.empty() : fallback(Voting.MAJORITY, ballots, counting))
                .or(() -> counting < 2 ? Optional.empty() : fallback(Voting.AVERAGE, ballots, counting))
                .or(() -> fallback(Voting.SINGLE, ballots, counting));
    }

    private Optional<Elected> fallback(Voting way, List<Ballot> ballots, int counting) {
        Tier tier = switch (way) {
            case MAJORITY -> Tier.MAJORITY_FALLBACK;
            case AVERAGE -> Tier.AVERAGE_FALLBACK;
            case SINGLE -> Tier.SINGLE_FALLBACK;
            case SCORE, WEIGHTED -> Tier.PRIMARY;
        };
        double available = Voting.availability(counting, strategies.size());
        return way.of(ballots, deadband)
                .map(result -> new Elected(
                        new Voting.Result(result.action(), Confidence.of(result.confidence() * available)), tier));
    }

    private double weight(int i, Snapshot snapshot, @Nullable Standing standing) {
        Strategy strategy = strategies.get(i);
        double weight = weights.of(strategy.member(), snapshot.regime());
        return standing == null ? weight : weight * standing.factor(key(strategy));
    }

    private static MemberKey key(Strategy strategy) {
        return new MemberKey(strategy.member(), strategy.version(), "");
    }

    /** The reasons of those whose vote counts and was for what was decided; of all that count when the deadband decided against each. */
    private static List<String> reasons(Action action, List<Vote> votes) {
        List<Vote> counted = votes.stream().filter(vote -> vote.weight() > 0).toList();
        Set<ReasonCode> agreed =
                reasonsOf(counted.stream().filter(v -> v.action() == action).toList());
        return ReasonCode.names(agreed.isEmpty() ? reasonsOf(counted) : agreed);
    }

    private static Set<ReasonCode> reasonsOf(List<Vote> votes) {
        Set<ReasonCode> codes = EnumSet.noneOf(ReasonCode.class);
        votes.forEach(vote -> vote.reasonCodes().forEach(name -> codes.add(ReasonCode.valueOf(name))));
        return codes;
    }

    /** Six places: what stands on the record is the same text on every machine and in every language. */
    private static double rounded(double share) {
        return Math.round(share * 1e6) / 1e6;
    }
}
