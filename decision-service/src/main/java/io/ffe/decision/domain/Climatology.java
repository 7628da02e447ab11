package io.ffe.decision.domain;

import io.ffe.schema.event.Action;

/**
 * How often each action would have been right, whoever said it: what a forecaster knows who knows nothing of the snapshot.
 *
 * @param decisions that were scored
 */
public record Climatology(long decisions, long buyRight, long sellRight, long holdRight) {

    public static final Climatology NONE = new Climatology(0, 0, 0, 0);

    /** Probability that the action is right; a half before anything is known, and near it while little is (Laplace). */
    public double of(Action action) {
        long right = switch (action) {
            case BUY -> buyRight;
            case SELL -> sellRight;
            case HOLD -> holdRight;
        };
        return rounded((right + 1.0) / (decisions + 2.0));
    }

    /** Six places, as everywhere on the record. */
    static double rounded(double share) {
        return Math.round(share * 1e6) / 1e6;
    }
}
