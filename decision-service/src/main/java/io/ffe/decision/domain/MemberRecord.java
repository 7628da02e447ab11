package io.ffe.decision.domain;

import io.ffe.schema.event.Outcome;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a member achieved in a window of outcomes.
 *
 * @param scores over all states of the market
 * @param byRegime the same by state, {@code UNKNOWN} where a snapshot had none
 * @param earned sum of what following it would have brought, in millionths of the entry prices
 * @param held sum of what buying and holding in the same windows would have brought
 */
public record MemberRecord(Scores scores, SortedMap<String, Scores> byRegime, long earned, long held) {

    private static final String UNKNOWN = "UNKNOWN";
    private static final double MILLION = 1e6;

    public static MemberRecord of(String regime, Scores scores, long earned, long held) {
        return new MemberRecord(scores, new TreeMap<>(Map.of(regime, scores)), earned, held);
    }

    public MemberRecord plus(MemberRecord more) {
        SortedMap<String, Scores> all = new TreeMap<>(byRegime);
        more.byRegime.forEach((regime, scores) -> all.merge(regime, scores, Scores::plus));
        return new MemberRecord(scores.plus(more.scores), all, earned + more.earned, held + more.held);
    }

    /** Mean return of following it, a fraction; its HOLDs bring nothing. */
    public double meanEarned() {
        return mean(earned);
    }

    /** Mean return of buying and holding in the same windows, a fraction. */
    public double meanHeld() {
        return mean(held);
    }

    private double mean(long sum) {
        return scores.scored() == 0 ? 0 : sum / MILLION / scores.scored();
    }

    /** State of the market by name. */
    public static String regimeOf(Outcome outcome) {
        return outcome.regime() == null ? UNKNOWN : outcome.regime().name();
    }

    /** A fraction in millionths; what is absent is nothing. */
    public static long millionths(@Nullable Double fraction) {
        return fraction == null ? 0 : Math.round(fraction * MILLION);
    }
}
