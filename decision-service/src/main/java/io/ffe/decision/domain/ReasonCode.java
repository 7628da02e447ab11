package io.ffe.decision.domain;

import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.Snapshot.Volatility;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What may be given as a reason, each with the test that makes it true of a snapshot. The list is what a model may choose
 * from and what its answer is checked against; an indicator that is absent makes every code about it false.
 *
 * <p>{@code OWN} is the snapshot's timeframe, {@code LONGER} the ones above it.
 */
public enum ReasonCode {
    OWN_TREND_UP(Leaning.UP, own(p -> p.trend() == Trend.UP)),
    OWN_TREND_DOWN(Leaning.DOWN, own(p -> p.trend() == Trend.DOWN)),
    OWN_TREND_FLAT(Leaning.NEUTRAL, own(p -> p.trend() == Trend.RANGING)),
    LONGER_TREND_UP(Leaning.UP, s -> Reading.alignment(s).orElse(0) >= ReasonCode.ALIGNED),
    LONGER_TREND_DOWN(Leaning.DOWN, s -> Reading.alignment(s).orElse(0) <= -ReasonCode.ALIGNED),
    LONGER_TREND_MIXED(
            Leaning.NEUTRAL,
            s -> Reading.alignment(s).isPresent()
                    && Math.abs(Reading.alignment(s).getAsDouble()) < ReasonCode.ALIGNED),
    RSI_OVERSOLD(Leaning.UP, own(p -> p.rsi14() != null && p.rsi14() < 30)),
    RSI_LOW(Leaning.UP, own(p -> p.rsi14() != null && p.rsi14() <= 40)),
    RSI_MIDDLE(Leaning.NEUTRAL, own(p -> p.rsi14() != null && p.rsi14() > 40 && p.rsi14() < 60)),
    RSI_HIGH(Leaning.DOWN, own(p -> p.rsi14() != null && p.rsi14() >= 60)),
    RSI_OVERBOUGHT(Leaning.DOWN, own(p -> p.rsi14() != null && p.rsi14() > 70)),
    NEAR_LOWER_BAND(Leaning.UP, own(p -> p.bollingerPercentB() != null && p.bollingerPercentB() <= 0.2)),
    BELOW_LOWER_BAND(Leaning.DOWN, own(p -> p.bollingerPercentB() != null && p.bollingerPercentB() < 0)),
    INSIDE_BANDS(
            Leaning.NEUTRAL,
            own(p -> p.bollingerPercentB() != null && p.bollingerPercentB() > 0.2 && p.bollingerPercentB() < 0.8)),
    NEAR_UPPER_BAND(Leaning.DOWN, own(p -> p.bollingerPercentB() != null && p.bollingerPercentB() >= 0.8)),
    ABOVE_UPPER_BAND(Leaning.UP, own(p -> p.bollingerPercentB() != null && p.bollingerPercentB() > 1)),
    MACD_RISING(Leaning.UP, own(p -> p.macdHistogram() != null && p.macdHistogram() > 0)),
    MACD_FALLING(Leaning.DOWN, own(p -> p.macdHistogram() != null && p.macdHistogram() < 0)),
    DIRECTION_UP(Leaning.UP, own(p -> p.plusDi14() != null && p.minusDi14() != null && p.plusDi14() > p.minusDi14())),
    DIRECTION_DOWN(
            Leaning.DOWN, own(p -> p.plusDi14() != null && p.minusDi14() != null && p.plusDi14() < p.minusDi14())),
    ADX_STRONG(Leaning.NEUTRAL, own(p -> p.adx14() != null && p.adx14() > 25)),
    ADX_WEAK(Leaning.NEUTRAL, own(p -> p.adx14() != null && p.adx14() < 20)),
    REGIME_TRENDING_UP(Leaning.UP, s -> s.regime() == Regime.TRENDING_UP),
    REGIME_TRENDING_DOWN(Leaning.DOWN, s -> s.regime() == Regime.TRENDING_DOWN),
    REGIME_RANGING(Leaning.NEUTRAL, s -> s.regime() == Regime.RANGING),
    REGIME_HIGH_VOLATILITY(Leaning.NEUTRAL, s -> s.regime() == Regime.HIGH_VOLATILITY),
    VOLATILITY_LOW(Leaning.NEUTRAL, s -> s.volatility() == Volatility.LOW),
    VOLATILITY_HIGH(Leaning.NEUTRAL, s -> s.volatility() == Volatility.HIGH);

    /** From this share of agreement on, the longer timeframes count as one direction. */
    static final double ALIGNED = 0.3;

    /** The side that a code speaks for; a BUY needs at least one code that leans UP, a SELL one that leans DOWN. */
    public enum Leaning {
        UP,
        DOWN,
        NEUTRAL
    }

    private final Leaning leaning;
    private final Predicate<Snapshot> test;

    ReasonCode(Leaning leaning, Predicate<Snapshot> test) {
        this.leaning = leaning;
        this.test = test;
    }

    public Leaning leaning() {
        return leaning;
    }

    public boolean isTrueOf(Snapshot snapshot) {
        return test.test(snapshot);
    }

    /** The code with this name, or empty. */
    public static Optional<ReasonCode> ofName(String name) {
        return Arrays.stream(values()).filter(code -> code.name().equals(name)).findFirst();
    }

    /** Those of the candidates that are true of the snapshot, in the order of the enum, as they stand on a record. */
    static List<String> trueOf(Snapshot snapshot, ReasonCode... candidates) {
        return names(Arrays.stream(candidates)
                .filter(code -> code.isTrueOf(snapshot))
                .toList());
    }

    /** Names without repetition, in the order of the enum. */
    static List<String> names(Collection<ReasonCode> codes) {
        if (codes.isEmpty()) {
            return List.of();
        }
        return EnumSet.copyOf(codes).stream().map(ReasonCode::name).toList();
    }

    private static Predicate<Snapshot> own(Predicate<TimeframePulse> test) {
        return snapshot -> test.test(Reading.own(snapshot));
    }
}
