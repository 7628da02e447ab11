package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.util.OptionalDouble;

/**
 * Goes with a trend that the longer timeframes share: the snapshot's own trend gives the side, the longer ones must not
 * speak against it, ADX says that there is a trend at all, and momentum (MACD histogram) still points its way.
 *
 * <p>Sources: J. W. Wilder, New Concepts in Technical Trading Systems (1978), for ADX and the directional lines; A.
 * Elder, Trading for a Living (1993), "triple screen", for asking the longer timeframe first.
 */
public record TrendFollowing(Parameters parameters) implements Strategy {

    /**
     * @param minimumAdx below it there is no trend to follow, 0 to 100
     * @param minimumAlignment least agreement of the longer timeframes with the side, -1 to 1
     * @param exhaustedRsi an RSI beyond it (or beyond 100 minus it, going down) is late; 50 to 100
     */
    public record Parameters(double minimumAdx, double minimumAlignment, double exhaustedRsi) {

        public static final Parameters DEFAULT = new Parameters(18, 0.0, 78);
    }

    @Override
    public String member() {
        return "trend-following";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public Opinion judge(Snapshot snapshot) {
        TimeframePulse own = Reading.own(snapshot);
        OptionalDouble alignment = Reading.alignment(snapshot);
        Trend trend = own.trend();
        Double adx = own.adx14();
        Double histogram = own.macdHistogram();
        Double rsi = own.rsi14();
        if (trend == null || adx == null || histogram == null || rsi == null || alignment.isEmpty()) {
            return new Opinion.Abstention();
        }
        int side = Reading.sign(trend);
        double agreement = side * alignment.getAsDouble();
        boolean late = side * (rsi - 50) > parameters.exhaustedRsi() - 50;
        if (side == 0
                || adx < parameters.minimumAdx()
                || agreement < parameters.minimumAlignment()
                || side * histogram <= 0
                || late) {
            return new Opinion.Stance(
                    Action.HOLD,
                    50,
                    ReasonCode.trueOf(
                            snapshot,
                            ReasonCode.OWN_TREND_FLAT,
                            ReasonCode.ADX_WEAK,
                            ReasonCode.LONGER_TREND_MIXED,
                            ReasonCode.RSI_OVERBOUGHT,
                            ReasonCode.RSI_OVERSOLD));
        }
        int confidence = Confidence.of(45 + 25 * agreement + Math.min(30, adx - parameters.minimumAdx()));
        return side > 0
                ? new Opinion.Stance(
                        Action.BUY,
                        confidence,
                        ReasonCode.trueOf(
                                snapshot,
                                ReasonCode.OWN_TREND_UP,
                                ReasonCode.LONGER_TREND_UP,
                                ReasonCode.MACD_RISING,
                                ReasonCode.DIRECTION_UP,
                                ReasonCode.ADX_STRONG))
                : new Opinion.Stance(
                        Action.SELL,
                        confidence,
                        ReasonCode.trueOf(
                                snapshot,
                                ReasonCode.OWN_TREND_DOWN,
                                ReasonCode.LONGER_TREND_DOWN,
                                ReasonCode.MACD_FALLING,
                                ReasonCode.DIRECTION_DOWN,
                                ReasonCode.ADX_STRONG));
    }
}
