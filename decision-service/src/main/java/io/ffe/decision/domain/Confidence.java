package io.ffe.decision.domain;

/** Confidence as a whole number of percent. */
final class Confidence {

    private Confidence() {}

    /** Rounded half up and held within 1 to 100. */
    static int of(double percent) {
        return (int) Math.clamp(Math.round(percent), 1, 100);
    }
}
