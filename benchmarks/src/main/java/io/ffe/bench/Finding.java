package io.ffe.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One line of the report.
 *
 * @param benchmark its name, as on the command line
 * @param what is measured, with its unit
 * @param ffe FFE's own figure
 * @param peer the peer's name and figure, absent where the bound is a number
 * @param compared what is held to floor and aim: a ratio, or FFE's figure itself
 * @param bound absent on lines that only inform
 */
record Finding(
        String benchmark,
        String what,
        Spread ffe,
        @Nullable Peer peer,
        Spread compared,
        @Nullable Bound bound) {

    /** Who was measured beside it. */
    record Peer(String name, Spread figure) {}

    /**
     * What it should reach.
     *
     * @param floor below it, or above it where less is better, is a miss; infinite where nothing is promised
     */
    record Bound(double floor, double aim, boolean moreIsBetter) {

        static Bound atLeast(double floor, double aim) {
            return new Bound(floor, aim, true);
        }

        static Bound atMost(double floor, double aim) {
            return new Bound(floor, aim, false);
        }

        /** Aimed at, and no miss when it is not reached. */
        static Bound aimedAtMost(double aim) {
            return atMost(Double.POSITIVE_INFINITY, aim);
        }

        boolean hasFloor() {
            return !Double.isInfinite(floor);
        }

        String sign() {
            return moreIsBetter ? ">=" : "<=";
        }

        private boolean reaches(double value, double mark) {
            return moreIsBetter ? value >= mark : value <= mark;
        }
    }

    /** How it stands. */
    enum Verdict {
        AIM_MET("aim met"),
        FLOOR_MET("floor met"),
        AIM_MISSED("aim missed"),
        MISSED("MISSED"),
        INFORMS("");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** A line without a bound. */
    static Finding informing(String benchmark, String what, Spread ffe) {
        return new Finding(benchmark, what, ffe, null, ffe, null);
    }

    /** A figure held to numbers. */
    static Finding absolute(String benchmark, String what, Spread ffe, Bound bound) {
        return new Finding(benchmark, what, ffe, null, ffe, bound);
    }

    @JsonProperty("verdict")
    Verdict verdict() {
        if (bound == null) {
            return Verdict.INFORMS;
        }
        if (bound.reaches(compared.median(), bound.aim())) {
            return Verdict.AIM_MET;
        }
        if (!bound.hasFloor()) {
            return Verdict.AIM_MISSED;
        }
        return bound.reaches(compared.median(), bound.floor()) ? Verdict.FLOOR_MET : Verdict.MISSED;
    }
}
