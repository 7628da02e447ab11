package io.ffe.decision.domain;

import io.ffe.schema.event.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Sums over what a member said and what came of it. Everything is a whole number, so that the sums are the same in whatever order
 * they are made: squared errors in millionths, as each stands in the database.
 *
 * @param scored how often it was scored
 * @param right how often it was right
 * @param brier sum of its squared errors, by the probability that it gave, in millionths
 * @param rawBrier the same by its confidence as stated
 * @param climatology sum of the squared errors of what knows only how often the same action had been right before
 * @param judged what of it weights and shadow go by
 * @param bins by tenths of stated confidence: how often, and how often right
 */
public record Scores(
        long scored, long right, long brier, long rawBrier, long climatology, Judged judged, List<Bin> bins) {

    public static final int BINS = 10;
    public static final Scores NONE = new Scores(0, 0, 0, 0, 0, Judged.NONE, Collections.nCopies(BINS, new Bin(0, 0)));

    private static final double MILLION = 1e6;

    /** One tenth of stated confidence. */
    public record Bin(long scored, long right) {}

    /**
     * Sayings whose probability was calibrated, so that nobody is judged by what it stated before anybody could know what that is
     * worth. Those are the sayings whose two errors differ.
     *
     * @param climatology sum of its squared errors on them
     * @param gain sum of climatology's squared errors minus the member's
     * @param gainSquares sum of the squares of those differences, in millionths of millionths
     */
    public record Judged(long sayings, long climatology, long gain, long gainSquares) {

        static final Judged NONE = new Judged(0, 0, 0, 0);

        Judged plus(Judged more) {
            return new Judged(
                    sayings + more.sayings,
                    climatology + more.climatology,
                    gain + more.gain,
                    gainSquares + more.gainSquares);
        }

        /** 1 - Brier / climatology's; zero while nothing is judged. */
        public double skill() {
            return climatology == 0 ? 0 : (double) gain / climatology;
        }

        /** Largest mean gain that the scores leave likely: one side of 95 percent, by the normal distribution. */
        public double gainAtBest() {
            if (sayings < 2) {
                return Double.POSITIVE_INFINITY;
            }
            double mean = (double) gain / sayings;
            double variance = Math.max(0, (gainSquares - mean * gain) / (sayings - 1));
            return (mean + 1.645 * Math.sqrt(variance / sayings)) / MILLION;
        }
    }

    /** One saying of a member with what came of it; in millionths. */
    public record Score(int bin, boolean right, long brier, long rawBrier, long climatology) {

        /** @throws IllegalArgumentException for one that is not scored, as of a CENSORED decision */
        public static Score of(Outcome.Member said) {
            Boolean right = said.right();
            if (right == null) {
                throw new IllegalArgumentException(
                        said.member() + " is not scored, expected an outcome that is not CENSORED");
            }
            return new Score(
                    binOf(said.confidence()),
                    right,
                    squared(said.probability(), right),
                    squared(said.confidence() / 100.0, right),
                    squared(said.climatology(), right));
        }
    }

    public Scores {
        bins = List.copyOf(bins);
        if (bins.size() != BINS) {
            throw new IllegalArgumentException("there are " + bins.size() + " bins, expected " + BINS);
        }
    }

    /** 0 for a confidence below 10, 9 for 90 and more. */
    public static int binOf(int confidence) {
        return Math.min(confidence / 10, BINS - 1);
    }

    /** What was said in one tenth of confidence, as the database sums it up. */
    public static Scores ofBin(
            int bin, long scored, long right, long brier, long rawBrier, long climatology, Judged judged) {
        List<Bin> bins = new ArrayList<>(NONE.bins());
        bins.set(bin, new Bin(scored, right));
        return new Scores(scored, right, brier, rawBrier, climatology, judged, bins);
    }

    /** These and others of the same member. */
    public Scores plus(Scores more) {
        List<Bin> all = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            Bin one = bins.get(bin);
            Bin other = more.bins.get(bin);
            all.add(new Bin(one.scored() + other.scored(), one.right() + other.right()));
        }
        return new Scores(
                scored + more.scored,
                right + more.right,
                brier + more.brier,
                rawBrier + more.rawBrier,
                climatology + more.climatology,
                judged.plus(more.judged),
                all);
    }

    /** These and one more. */
    public Scores with(Score score) {
        long gained = score.climatology() - score.brier();
        return plus(ofBin(
                score.bin(),
                1,
                score.right() ? 1 : 0,
                score.brier(),
                score.rawBrier(),
                score.climatology(),
                score.brier() == score.rawBrier()
                        ? Judged.NONE
                        : new Judged(1, score.climatology(), gained, gained * gained)));
    }

    /** Mean squared error of the calibrated probability; 0 is best, 0.25 is a coin that knows it is one. */
    public double brierScore() {
        return mean(brier);
    }

    public double rawBrierScore() {
        return mean(rawBrier);
    }

    public double climatologyScore() {
        return mean(climatology);
    }

    /** 1 - Brier / climatology's: above zero knows more than base rates do. Zero while nothing is scored. */
    public double skill() {
        return climatology == 0 ? 0 : 1 - (double) brier / climatology;
    }

    /** Skill by the confidence as stated. */
    public double rawSkill() {
        return climatology == 0 ? 0 : 1 - (double) rawBrier / climatology;
    }

    private double mean(long sum) {
        return scored == 0 ? 0 : sum / MILLION / scored;
    }

    private static long squared(double probability, boolean right) {
        double error = probability - (right ? 1 : 0);
        return Math.round(error * error * MILLION);
    }
}
