package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How votes become one action. Only members with an opinion are here: an abstention is no HOLD and has no share. Equal actions
 * are settled towards HOLD: where two lead together, nobody has a majority for a trade.
 */
public enum Voting {

    /**
     * Mean of side times confidence by weight, from -100 to 100; what stays inside the deadband is HOLD. A HOLD pulls towards
     * zero, opposite sides cancel each other out.
     */
    SCORE {
        @Override
        Optional<Result> of(List<Ballot> ballots, double deadband) {
            double present = present(ballots);
            if (present == 0) {
                return Optional.empty();
            }
            double score = 0;
            for (Ballot ballot : ballots) {
                score += ballot.weight() / present * sign(ballot.action()) * ballot.confidence();
            }
            return Optional.of(fromScore(score, deadband));
        }
    },

    /** The action with the largest share of weight times confidence; its supporters' mean confidence times 0.8 + 0.4 × share. */
    WEIGHTED {
        @Override
        Optional<Result> of(List<Ballot> ballots, double deadband) {
            List<Ballot> counted = counted(ballots);
            Map<Action, Double> powers = new EnumMap<>(Action.class);
            double all = 0;
            for (Ballot ballot : counted) {
                double power = ballot.weight() * ballot.confidence() / 100;
                powers.merge(ballot.action(), power, Double::sum);
                all += power;
            }
            if (all == 0) {
                return Optional.empty();
            }
            Optional<Action> first = leading(powers);
            Action action = first.orElse(Action.HOLD);
            double share = powers.getOrDefault(action, 0.0) / all;
            List<Ballot> behind = first.isPresent() ? supporters(counted, action) : counted;
            return Optional.of(new Result(action, whole(mean(behind) * (0.8 + 0.4 * share))));
        }
    },

    /** The action that most members want, whatever their weights; their mean confidence. */
    MAJORITY {
        @Override
        Optional<Result> of(List<Ballot> ballots, double deadband) {
            return mostCommon(counted(ballots))
                    .map(action -> new Result(action, whole(mean(supporters(counted(ballots), action)))));
        }
    },

    /**
     * The action that most members want, where two lead the one with more confidence behind it, with the mean confidence of
     * all of them: dissent costs confidence.
     */
    AVERAGE {
        @Override
        Optional<Result> of(List<Ballot> ballots, double deadband) {
            List<Ballot> counted = counted(ballots);
            Map<Action, Double> strengths = new EnumMap<>(Action.class);
            // A member counts for more than all confidence together, so that confidence only settles a draw.
            counted.forEach(ballot -> strengths.merge(ballot.action(), 1e6 + ballot.confidence(), Double::sum));
            return counted.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Result(leading(strengths).orElse(Action.HOLD), whole(mean(counted))));
        }
    },

    /** What the surest member says; of equally sure ones the first. */
    SINGLE {
        @Override
        Optional<Result> of(List<Ballot> ballots, double deadband) {
            return counted(ballots).stream()
                    .max(Comparator.comparingInt(Ballot::confidence)
                            .thenComparing(
                                    Comparator.comparingInt(Ballot::order).reversed()))
                    .map(ballot -> new Result(ballot.action(), ballot.confidence()));
        }
    };

    /**
     * A vote with an action.
     *
     * @param order place of the member in the ensemble
     * @param confidence 1 to 100
     * @param weight zero or more; with zero it does not count
     */
    record Ballot(int order, Action action, int confidence, double weight) {}

    /** @param confidence 1 to 100 */
    record Result(Action action, int confidence) {}

    /** Empty when no ballot counts, or when the way cannot tell. */
    abstract Optional<Result> of(List<Ballot> ballots, double deadband);

    /** Share of the most common action among those who voted, 0 to 1. */
    static double agreement(List<Action> actions) {
        Map<Action, Integer> counts = new EnumMap<>(Action.class);
        actions.forEach(action -> counts.merge(action, 1, Integer::sum));
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return actions.isEmpty() ? 0 : (double) most / actions.size();
    }

    /** What confidence is multiplied with when only some members had an opinion: 1 for all, towards 0.7 for few. */
    static double availability(int voted, int members) {
        return 0.7 + 0.3 * voted / members;
    }

    /** Summed in their order and without compensation, so that a sum is the same as it ever was. */
    static double present(List<Ballot> ballots) {
        double present = 0;
        for (Ballot ballot : ballots) {
            present += ballot.weight();
        }
        return present;
    }

    private static Result fromScore(double score, double deadband) {
        Action action = Math.abs(score) < deadband ? Action.HOLD : score > 0 ? Action.BUY : Action.SELL;
        double confidence = action == Action.HOLD ? 100 - Math.abs(score) : Math.abs(score);
        return new Result(action, Confidence.of(confidence));
    }

    private static List<Ballot> counted(List<Ballot> ballots) {
        return ballots.stream().filter(ballot -> ballot.weight() > 0).toList();
    }

    private static List<Ballot> supporters(List<Ballot> ballots, Action action) {
        return ballots.stream().filter(ballot -> ballot.action() == action).toList();
    }

    /** Empty when two lead together. */
    private static Optional<Action> mostCommon(List<Ballot> ballots) {
        Map<Action, Double> counts = new EnumMap<>(Action.class);
        ballots.forEach(ballot -> counts.merge(ballot.action(), 1.0, Double::sum));
        return leading(counts);
    }

    private static Optional<Action> leading(Map<Action, Double> strengths) {
        double most = strengths.values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        List<Action> first = strengths.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .toList();
        return first.size() == 1 ? Optional.of(first.getFirst()) : Optional.empty();
    }

    private static double mean(List<Ballot> ballots) {
        return ballots.stream().mapToInt(Ballot::confidence).average().orElse(0);
    }

    /** Rounded down, as stated confidence is. */
    private static int whole(double confidence) {
        return Math.clamp((long) Math.floor(confidence), 1, 100);
    }

    private static int sign(Action action) {
        return switch (action) {
            case BUY -> 1;
            case SELL -> -1;
            case HOLD -> 0;
        };
    }
}
