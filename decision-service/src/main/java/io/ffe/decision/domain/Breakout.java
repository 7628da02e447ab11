package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TimeframePulse;

/**
 * Goes with a move that leaves its range: the close beyond a Bollinger band, the directional lines on the same side and
 * momentum worth a share of an average bar behind it.
 *
 * <p>Sources: J. Bollinger, Bollinger on Bollinger Bands (2001), "method I: volatility breakout"; momentum in units of
 * ATR so that one limit fits every price (Wilder 1978).
 */
public record Breakout(Parameters parameters) implements Strategy {

    /**
     * @param beyond %B from which upward the range counts as left (mirrored below), a fraction
     * @param minimumMomentum least MACD histogram in units of ATR
     */
    public record Parameters(double beyond, double minimumMomentum) {

        public static final Parameters DEFAULT = new Parameters(0.95, 0.05);
    }

    @Override
    public String member() {
        return "breakout";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public Opinion judge(Snapshot snapshot) {
        TimeframePulse own = Reading.own(snapshot);
        Double place = own.bollingerPercentB();
        Double histogram = own.macdHistogram();
        Double atr = own.atr14();
        Double plus = own.plusDi14();
        Double minus = own.minusDi14();
        if (place == null || histogram == null || atr == null || atr <= 0 || plus == null || minus == null) {
            return new Opinion.Abstention();
        }
        double momentum = histogram / atr;
        if (place >= parameters.beyond() && momentum >= parameters.minimumMomentum() && plus > minus) {
            return new Opinion.Stance(
                    Action.BUY,
                    confidence(place - parameters.beyond(), momentum, plus - minus),
                    ReasonCode.trueOf(
                            snapshot,
                            ReasonCode.ABOVE_UPPER_BAND,
                            ReasonCode.MACD_RISING,
                            ReasonCode.DIRECTION_UP,
                            ReasonCode.ADX_STRONG,
                            ReasonCode.VOLATILITY_HIGH));
        }
        if (1 - place >= parameters.beyond() && -momentum >= parameters.minimumMomentum() && minus > plus) {
            return new Opinion.Stance(
                    Action.SELL,
                    confidence(1 - place - parameters.beyond(), -momentum, minus - plus),
                    ReasonCode.trueOf(
                            snapshot,
                            ReasonCode.BELOW_LOWER_BAND,
                            ReasonCode.MACD_FALLING,
                            ReasonCode.DIRECTION_DOWN,
                            ReasonCode.ADX_STRONG,
                            ReasonCode.VOLATILITY_HIGH));
        }
        return new Opinion.Stance(
                Action.HOLD, 50, ReasonCode.trueOf(snapshot, ReasonCode.INSIDE_BANDS, ReasonCode.VOLATILITY_LOW));
    }

    private static int confidence(double bandShare, double momentum, double direction) {
        return Confidence.of(50 + 60 * bandShare + Math.min(20, 40 * momentum) + Math.min(20, direction / 2));
    }
}
