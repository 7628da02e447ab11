package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.TimeframePulse;

/**
 * Bets on the way back to the middle of the range: buys where RSI is low and the close is at the lower Bollinger band,
 * sells the mirror image. In a trend it abstains, because there the band is where the move begins and not where it ends.
 *
 * <p>Sources: J. Bollinger, Bollinger on Bollinger Bands (2001), for %B as the place in the range; J. W. Wilder, New
 * Concepts in Technical Trading Systems (1978), for RSI.
 */
public record MeanReversion(Parameters parameters) implements Strategy {

    /**
     * @param lowRsi at or below it a buy is possible, at or above 100 minus it a sell; 0 to 50
     * @param edge share of the band's width that counts as its edge, a fraction
     */
    public record Parameters(double lowRsi, double edge) {

        public static final Parameters DEFAULT = new Parameters(40, 0.2);
    }

    @Override
    public String member() {
        return "mean-reversion";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public Opinion judge(Snapshot snapshot) {
        TimeframePulse own = Reading.own(snapshot);
        Double rsi = own.rsi14();
        Double place = own.bollingerPercentB();
        Regime regime = snapshot.regime();
        if (rsi == null || place == null || regime == null || trending(regime)) {
            return new Opinion.Abstention();
        }
        if (rsi <= parameters.lowRsi() && place <= parameters.edge()) {
            return new Opinion.Stance(
                    Action.BUY,
                    confidence(parameters.lowRsi() - rsi, parameters.edge() - place),
                    ReasonCode.trueOf(
                            snapshot,
                            ReasonCode.RSI_OVERSOLD,
                            ReasonCode.RSI_LOW,
                            ReasonCode.NEAR_LOWER_BAND,
                            ReasonCode.REGIME_RANGING,
                            ReasonCode.REGIME_HIGH_VOLATILITY));
        }
        if (100 - rsi <= parameters.lowRsi() && 1 - place <= parameters.edge()) {
            return new Opinion.Stance(
                    Action.SELL,
                    confidence(parameters.lowRsi() - (100 - rsi), parameters.edge() - (1 - place)),
                    ReasonCode.trueOf(
                            snapshot,
                            ReasonCode.RSI_HIGH,
                            ReasonCode.RSI_OVERBOUGHT,
                            ReasonCode.NEAR_UPPER_BAND,
                            ReasonCode.REGIME_RANGING,
                            ReasonCode.REGIME_HIGH_VOLATILITY));
        }
        return new Opinion.Stance(
                Action.HOLD, 50, ReasonCode.trueOf(snapshot, ReasonCode.RSI_MIDDLE, ReasonCode.INSIDE_BANDS));
    }

    /** Rises with the points of RSI and the share of the band by which the limits are passed. */
    private static int confidence(double rsiPoints, double bandShare) {
        return Confidence.of(50 + 1.5 * rsiPoints + 60 * bandShare);
    }

    private static boolean trending(Regime regime) {
        return switch (regime) {
            case TRENDING_UP, TRENDING_DOWN -> true;
            case RANGING, HIGH_VOLATILITY -> false;
        };
    }
}
