package io.ffe.marketdata.domain;

import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.Snapshot.Volatility;
import io.ffe.schema.event.TimeframePulse;
import org.jspecify.annotations.Nullable;

/**
 * State and volatility of the market as one timeframe shows it; absent while the timeframe is missing.
 *
 * <p><b>Regime</b>: ADX above 25 with +DI above -DI is TRENDING_UP, with -DI above +DI TRENDING_DOWN. Else ATR above 2 % of
 * the close is HIGH_VOLATILITY, and what is left RANGING. <b>Volatility</b>: ATR over close below 0.01 is LOW, below 0.025
 * MEDIUM, else HIGH.
 */
final class MarketRegime {

    private static final double TRENDING_ADX = 25;
    private static final double HIGH_VOLATILITY_ATR = 0.02;
    private static final double LOW_BELOW = 0.01;
    private static final double MEDIUM_BELOW = 0.025;

    private MarketRegime() {}

    static @Nullable Regime regime(TimeframePulse pulse) {
        Double adx = pulse.adx14();
        Double plusDi = pulse.plusDi14();
        Double minusDi = pulse.minusDi14();
        Double atrShare = atrShare(pulse);
        if (adx == null || plusDi == null || minusDi == null || atrShare == null) {
            return null;
        }
        if (adx > TRENDING_ADX && plusDi > minusDi) {
            return Regime.TRENDING_UP;
        }
        if (adx > TRENDING_ADX && minusDi > plusDi) {
            return Regime.TRENDING_DOWN;
        }
        return atrShare > HIGH_VOLATILITY_ATR ? Regime.HIGH_VOLATILITY : Regime.RANGING;
    }

    static @Nullable Volatility volatility(TimeframePulse pulse) {
        Double share = atrShare(pulse);
        if (share == null) {
            return null;
        }
        if (share < LOW_BELOW) {
            return Volatility.LOW;
        }
        return share < MEDIUM_BELOW ? Volatility.MEDIUM : Volatility.HIGH;
    }

    private static @Nullable Double atrShare(TimeframePulse pulse) {
        Double atr = pulse.atr14();
        Double close = pulse.close();
        return atr == null || close == null ? null : Double.valueOf(atr / close);
    }
}
