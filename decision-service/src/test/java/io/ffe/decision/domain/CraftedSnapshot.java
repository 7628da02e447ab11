package io.ffe.decision.domain;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.Snapshot.Volatility;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Status;
import io.ffe.schema.event.TimeframePulse.Trend;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots written by hand: a valid 15m one of a quiet market, changed where a test says so. Each change gives a new
 * value.
 */
public record CraftedSnapshot(
        String runId,
        String symbol,
        Instant asOf,
        List<Quality.Reason> reasons,
        @Nullable Regime regime,
        @Nullable Trend trend,
        @Nullable Trend longerTrend,
        @Nullable Double rsi,
        @Nullable Double percentB,
        @Nullable Double macdHistogram,
        @Nullable Double adx,
        @Nullable Double plusDi,
        @Nullable Double minusDi) {

    public static final Instant AS_OF = Instant.parse("2024-08-05T06:15:00Z");

    private static final double CLOSE = 50_000;
    private static final double ATR = 400;

    public static CraftedSnapshot quiet() {
        return new CraftedSnapshot(
                "test-run",
                "BTCUSDT",
                AS_OF,
                List.of(),
                Regime.RANGING,
                Trend.RANGING,
                Trend.RANGING,
                50.0,
                0.5,
                0.0,
                15.0,
                20.0,
                20.0);
    }

    /** Everything that a trend follower asks for, in the direction of the sign. */
    public static CraftedSnapshot trending(int sign) {
        return quiet().with(sign > 0 ? Regime.TRENDING_UP : Regime.TRENDING_DOWN)
                .withTrends(sign > 0 ? Trend.UP : Trend.DOWN, sign > 0 ? Trend.UP : Trend.DOWN)
                .withRsi(50 + sign * 12.0)
                .withPercentB(0.5 + sign * 0.25)
                .withMacdHistogram(sign * 60.0)
                .withDirection(35, 20 + sign * 8.0, 20 - sign * 8.0);
    }

    public CraftedSnapshot of(String run, String otherSymbol, Instant time) {
        return new CraftedSnapshot(
                run,
                otherSymbol,
                time,
                reasons,
                regime,
                trend,
                longerTrend,
                rsi,
                percentB,
                macdHistogram,
                adx,
                plusDi,
                minusDi);
    }

    public CraftedSnapshot with(Quality.Reason... because) {
        return new CraftedSnapshot(
                runId,
                symbol,
                asOf,
                List.of(because),
                regime,
                trend,
                longerTrend,
                rsi,
                percentB,
                macdHistogram,
                adx,
                plusDi,
                minusDi);
    }

    public CraftedSnapshot with(@Nullable Regime other) {
        return new CraftedSnapshot(
                runId,
                symbol,
                asOf,
                reasons,
                other,
                trend,
                longerTrend,
                rsi,
                percentB,
                macdHistogram,
                adx,
                plusDi,
                minusDi);
    }

    public CraftedSnapshot withTrends(@Nullable Trend own, @Nullable Trend longer) {
        return new CraftedSnapshot(
                runId, symbol, asOf, reasons, regime, own, longer, rsi, percentB, macdHistogram, adx, plusDi, minusDi);
    }

    public CraftedSnapshot withRsi(@Nullable Double value) {
        return new CraftedSnapshot(
                runId,
                symbol,
                asOf,
                reasons,
                regime,
                trend,
                longerTrend,
                value,
                percentB,
                macdHistogram,
                adx,
                plusDi,
                minusDi);
    }

    public CraftedSnapshot withPercentB(@Nullable Double value) {
        return new CraftedSnapshot(
                runId,
                symbol,
                asOf,
                reasons,
                regime,
                trend,
                longerTrend,
                rsi,
                value,
                macdHistogram,
                adx,
                plusDi,
                minusDi);
    }

    public CraftedSnapshot withMacdHistogram(@Nullable Double value) {
        return new CraftedSnapshot(
                runId, symbol, asOf, reasons, regime, trend, longerTrend, rsi, percentB, value, adx, plusDi, minusDi);
    }

    public CraftedSnapshot withDirection(@Nullable Double strength, @Nullable Double plus, @Nullable Double minus) {
        return new CraftedSnapshot(
                runId,
                symbol,
                asOf,
                reasons,
                regime,
                trend,
                longerTrend,
                rsi,
                percentB,
                macdHistogram,
                strength,
                plus,
                minus);
    }

    public CraftedSnapshot withDirection(double strength, double plus, double minus) {
        return withDirection(Double.valueOf(strength), Double.valueOf(plus), Double.valueOf(minus));
    }

    public Snapshot build() {
        return build(null);
    }

    /** With the figures behind the reasons. */
    public Snapshot build(@Nullable String detail) {
        return build(Origin.REPLAY, detail, null);
    }

    /** As it would have come from live prices. */
    public Snapshot live() {
        return build(Origin.LIVE, null, null);
    }

    /** With how the price moved before it. */
    public Snapshot after(Snapshot.Path path) {
        return build(Origin.REPLAY, null, path);
    }

    private Snapshot build(Origin origin, @Nullable String detail, Snapshot.@Nullable Path path) {
        Quality quality = Quality.of(reasons, detail);
        return new Snapshot(
                runId,
                symbol,
                AssetClass.CRYPTO,
                Timeframe.M15,
                asOf,
                origin,
                new Quote(
                        new BigDecimal("49995.00"),
                        new BigDecimal("50005.00"),
                        null,
                        null,
                        asOf.minusMillis(5),
                        "test"),
                Arrays.stream(Timeframe.values()).map(this::pulse).toList(),
                regime,
                Volatility.LOW,
                null,
                quality,
                path);
    }

    private TimeframePulse pulse(Timeframe timeframe) {
        boolean own = timeframe == Timeframe.M15;
        boolean longer = timeframe.compareTo(Timeframe.M15) > 0;
        return new TimeframePulse(
                timeframe,
                Status.OK,
                null,
                100,
                timeframe.startOf(asOf),
                CLOSE,
                CLOSE,
                CLOSE,
                own ? rsi : Double.valueOf(50),
                0.0,
                0.0,
                own ? macdHistogram : Double.valueOf(0),
                CLOSE + 500,
                CLOSE,
                CLOSE - 500,
                own ? percentB : Double.valueOf(0.5),
                own ? adx : Double.valueOf(20),
                own ? plusDi : Double.valueOf(20),
                own ? minusDi : Double.valueOf(20),
                ATR,
                own ? trend : longer ? longerTrend : Trend.RANGING,
                50,
                null,
                null,
                null);
    }
}
