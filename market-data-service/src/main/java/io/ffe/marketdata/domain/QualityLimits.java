package io.ffe.marketdata.domain;

import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Fraction;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * When data is too old, too wide or too little. See {@link SnapshotQuality} for how they are used.
 *
 * @param staleAfter for each asset class and each of the seven timeframes, the age at which its data counts as old; of
 *     histories the age is counted while the market is open, of quotes always
 * @param quoteAge oldest quote that a snapshot of any timeframe may rest on
 * @param futureSkew how far a quote may lie after asOf before it counts as from the future
 * @param wideSpread for each asset class, the share of the mid above which a spread is wide
 */
public record QualityLimits(
        Map<AssetClass, Map<Timeframe, Duration>> staleAfter,
        Duration quoteAge,
        Duration futureSkew,
        Map<AssetClass, Fraction> wideSpread) {

    public QualityLimits {
        staleAfter = staleAfter.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> Map.copyOf(each.getValue())));
        wideSpread = Map.copyOf(wideSpread);
        for (AssetClass assetClass : AssetClass.values()) {
            for (Timeframe timeframe : Timeframe.values()) {
                Duration limit = staleAfter.getOrDefault(assetClass, Map.of()).get(timeframe);
                if (limit == null || !limit.isPositive()) {
                    throw new IllegalArgumentException("staleAfter of " + assetClass + " on " + timeframe + " is "
                            + limit + ", expected a length of time above zero");
                }
            }
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
     * 1m and 5m 15 min, 15m 30, 30m 60, 1h 120, 4h 480, 1d 48 h, and for equities, whose days have 6.5 open hours, 1d 13 h; a
     * quote at most 90 s old, so that one minute without a quote is tolerated and two are not; skew 2 s; spreads of 10 bp
     * (crypto, metal), 5 bp (forex) and 20 bp (equity).
     */
    public static QualityLimits defaults() {
        Duration twoDays = Duration.ofDays(2);
        return new QualityLimits(
                Map.of(
                        AssetClass.CRYPTO, staleAfter(twoDays),
                        AssetClass.FOREX, staleAfter(twoDays),
                        AssetClass.METAL, staleAfter(twoDays),
                        AssetClass.EQUITY, staleAfter(Duration.ofHours(13))),
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

    /** The same with another limit for one timeframe of one asset class. */
    public QualityLimits withStaleAfter(AssetClass assetClass, Timeframe timeframe, Duration limit) {
        Map<AssetClass, Map<Timeframe, Duration>> changed = new EnumMap<>(staleAfter);
        Map<Timeframe, Duration> ofClass = new EnumMap<>(Objects.requireNonNull(staleAfter.get(assetClass)));
        ofClass.put(timeframe, limit);
        changed.put(assetClass, ofClass);
        return new QualityLimits(changed, quoteAge, futureSkew, wideSpread);
    }

    /** The age at which a snapshot of the timeframe has a stale quote. */
    public Duration oldestQuote(AssetClass assetClass, Timeframe timeframe) {
        Duration ofTimeframe = staleAfter(assetClass, timeframe);
        return quoteAge.compareTo(ofTimeframe) < 0 ? quoteAge : ofTimeframe;
    }

    Duration staleAfter(AssetClass assetClass, Timeframe timeframe) {
        return Objects.requireNonNull(
                Objects.requireNonNull(staleAfter.get(assetClass)).get(timeframe));
    }

    private static Map<Timeframe, Duration> staleAfter(Duration ofDays) {
        return Map.of(
                Timeframe.M1, Duration.ofMinutes(15),
                Timeframe.M5, Duration.ofMinutes(15),
                Timeframe.M15, Duration.ofMinutes(30),
                Timeframe.M30, Duration.ofMinutes(60),
                Timeframe.H1, Duration.ofMinutes(120),
                Timeframe.H4, Duration.ofMinutes(480),
                Timeframe.D1, ofDays);
    }

    Fraction wideSpread(AssetClass assetClass) {
        return Objects.requireNonNull(wideSpread.get(assetClass));
    }
}
