package io.ffe.decision.domain;

import io.ffe.decision.domain.Scores.Bin;
import io.ffe.decision.domain.Standing.Member;
import io.ffe.decision.domain.Standing.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * How scores become weights, states and probabilities. A function of the scores alone, without memory: who goes to shadow
 * comes back by the same rule, when the scores that put it there have left the window or others outweigh them.
 *
 * @param calibrationLabels scores below which a stated confidence is taken as it is
 * @param shrinkage calibrated sayings at which a member's skill counts half; it counts less with fewer
 * @param doublingSkill skill that doubles a weight, and as far below zero quarters it
 * @param shadowLabels calibrated sayings below which nobody goes to shadow
 */
public record SkillRule(int calibrationLabels, int shrinkage, double doublingSkill, int shadowLabels) {

    private static final double LEAST_FACTOR = 0.25;
    private static final double MOST_FACTOR = 2;

    /** Scores of a bin that its member's own mean is worth. */
    private static final double PRIOR = 10;

    public SkillRule {
        if (calibrationLabels < 1 || shrinkage < 1 || shadowLabels < 2 || !(doublingSkill > 0)) {
            throw new IllegalArgumentException("calibration-labels is " + calibrationLabels + ", shrinkage " + shrinkage
                    + ", shadow-labels " + shadowLabels + ", doubling-skill " + doublingSkill
                    + ", expected at least 1, 1, 2 and above zero");
        }
    }

    public Standing standing(boolean applied, Climatology climatology, SortedMap<MemberKey, Scores> scores) {
        return new Standing(
                applied,
                climatology,
                scores.entrySet().stream()
                        .map(entry -> judge(entry.getKey(), entry.getValue()))
                        .toList());
    }

    public Member judge(MemberKey key, Scores scores) {
        return new Member(key, state(scores), factor(scores), calibrated(scores));
    }

    /** SHADOW when even the best that the scores leave likely is no gain over climatology. */
    private State state(Scores scores) {
        return scores.judged().sayings() >= shadowLabels && scores.judged().gainAtBest() < 0
                ? State.SHADOW
                : State.ACTIVE;
    }

    private double factor(Scores scores) {
        double believed = (double) scores.judged().sayings() / (scores.judged().sayings() + shrinkage);
        return Climatology.rounded(
                Math.clamp(1 + believed * scores.judged().skill() / doublingSkill, LEAST_FACTOR, MOST_FACTOR));
    }

    /**
     * How often the member was right in each tenth of its confidence, drawn towards its mean where there is little, and never
     * falling with rising confidence (pool adjacent violators).
     */
    private List<Double> calibrated(Scores scores) {
        if (scores.scored() < calibrationLabels) {
            return List.of();
        }
        double mean = (double) scores.right() / scores.scored();
        List<Pool> pools = new ArrayList<>();
        for (Bin bin : scores.bins()) {
            Pool next = new Pool(bin.right() + PRIOR * mean, bin.scored() + PRIOR, 1);
            while (!pools.isEmpty() && pools.getLast().share() > next.share()) {
                next = pools.removeLast().with(next);
            }
            pools.add(next);
        }
        return pools.stream()
                .flatMap(pool -> Collections.nCopies(pool.bins(), Climatology.rounded(pool.share())).stream())
                .toList();
    }

    /** Neighbouring bins that share one probability. */
    private record Pool(double right, double scored, int bins) {

        double share() {
            return right / scored;
        }

        Pool with(Pool next) {
            return new Pool(right + next.right, scored + next.scored, bins + next.bins);
        }
    }
}
