package io.ffe.marketdata.domain;

import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Fraction;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * When data is too old, too wide or too little. See {@link SnapshotQuality} for how they are used.
 *
 * @param staleAfter for each of the seven timeframes, the age at which its data counts as old
 * @param quoteAge oldest quote that a snapshot of any timeframe may rest on
 * @param futureSkew how far a quote may lie after asOf before it counts as from the future
 * @param wideSpread for each asset class, the share of the mid above which a spread is wide
 */
public record QualityLimits(
        Map<Timeframe, Duration> staleAfter,
        Duration quoteAge,
        Duration futureSkew,
        Map<AssetClass, Fraction> wideSpread) {

    public QualityLimits {
        staleAfter = Map.copyOf(staleAfter);
        wideSpread = Map.copyOf(wideSpread);
        for (Timeframe timeframe : Timeframe.values()) {
            Duration limit = staleAfter.get(timeframe);
            if (limit == null || !limit.isPositive()) {
                throw new IllegalArgumentException(
                        "staleAfter of " + timeframe + " is " + limit + ", expected a length of time above zero");
            }
        }
        for (AssetClass assetClass : AssetClass.values()) {
            Fraction limit = wideSpread.get(assetClass);
            if (limit == null || limit.value().signum() <= 0) {
                throw new IllegalArgumentException(
                        "wideSpread of " + assetClass + " is " + limit + ", expected a fraction above zero");
            }
        }
        if (!quoteAge.isPositive() || futureSkew.isNegative()) {
            throw new IllegalArgumentException("quoteAge is " + quoteAge + " and futureSkew " + futureSkew
                    + ", expected above zero, and zero or more");
        }
    }

    /**
     * 1m and 5m 15 min, 15m 30, 30m 60, 1h 120, 4h 480, 1d 48 h; a quote at most 90 s old, so that one minute without a
     * quote is tolerated and two are not; skew 2 s; spreads of 10 bp (crypto, metal), 5 bp (forex) and 20 bp (equity).
     */
    public static QualityLimits defaults() {
        return new QualityLimits(
                Map.of(
                        Timeframe.M1, Duration.ofMinutes(15),
                        Timeframe.M5, Duration.ofMinutes(15),
                        Timeframe.M15, Duration.ofMinutes(30),
                        Timeframe.M30, Duration.ofMinutes(60),
                        Timeframe.H1, Duration.ofMinutes(120),
                        Timeframe.H4, Duration.ofMinutes(480),
                        Timeframe.D1, Duration.ofHours(48)),
                Duration.ofSeconds(90),
                Duration.ofSeconds(2),
                Map.of(
                        AssetClass.CRYPTO, Fraction.of("0.001"),
                        AssetClass.FOREX, Fraction.of("0.0005"),
                        AssetClass.METAL, Fraction.of("0.001"),
                        AssetClass.EQUITY, Fraction.of("0.002")));
    }

    /** The same with another limit for the age of the quote. */
    public QualityLimits withQuoteAge(Duration limit) {
        return new QualityLimits(staleAfter, limit, futureSkew, wideSpread);
    }

    Duration staleAfter(Timeframe timeframe) {
        return Objects.requireNonNull(staleAfter.get(timeframe));
    }

    Fraction wideSpread(AssetClass assetClass) {
        return Objects.requireNonNull(wideSpread.get(assetClass));
    }
}
