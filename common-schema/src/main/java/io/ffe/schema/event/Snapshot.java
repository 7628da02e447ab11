package io.ffe.schema.event;

import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.NotCore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a decision may know about a symbol at the close of a bar. Its content is a function of the data up to
 * {@code asOf} alone, so a rerun gives the same bytes; ages are for the reader to compute, and those in the
 * quality's detail are as of asOf.
 *
 * @param timeframe the timeframe whose close made this snapshot
 * @param asOf end of that bar, exclusive: no tick at or after it is in here
 * @param quote last quote before asOf, absent when none was seen
 * @param timeframes one entry for each of the seven timeframes, shortest first
 * @param regime state of the market in the snapshot's timeframe, absent while its history is too short
 * @param volatility class of ATR over price, absent while its history is too short
 * @param alignment how far the timeframes agree, absent while fewer than two have enough history
 * @param path how the price moved since the snapshot before, absent on those of earlier versions
 */
public record Snapshot(
        @NotCore String runId,
        String symbol,
        AssetClass assetClass,
        Timeframe timeframe,
        Instant asOf,
        Origin origin,
        @Nullable Quote quote,
        List<TimeframePulse> timeframes,
        @Nullable Regime regime,
        @Nullable Volatility volatility,
        @Nullable Alignment alignment,
        Quality quality,
        @Nullable Path path)
        implements Event {

    /** A snapshot that does not say how the price moved. */
    public Snapshot(
            String runId,
            String symbol,
            AssetClass assetClass,
            Timeframe timeframe,
            Instant asOf,
            Origin origin,
            @Nullable Quote quote,
            List<TimeframePulse> timeframes,
            @Nullable Regime regime,
            @Nullable Volatility volatility,
            @Nullable Alignment alignment,
            Quality quality) {
        this(
                runId,
                symbol,
                assetClass,
                timeframe,
                asOf,
                origin,
                quote,
                timeframes,
                regime,
                volatility,
                alignment,
                quality,
                null);
    }

    /**
     * The closed bars between the snapshot before and this one, in a timeframe that needs at most 48 of them. Whoever reads
     * snapshots in order has every price that decisions are scored by, at the moment at which it may be known.
     *
     * @param timeframe of the steps: 1m up to 30m, 5m for 1h and 4h, 30m for 1d
     * @param steps oldest first; an interval without a tick has none
     */
    public record Path(Timeframe timeframe, List<Step> steps) {

        /** One bar. @param price as on the bar: of the mid for quotes, of the trade price for trades */
        public record Step(Instant start, Ohlc price) {}

        public Path {
            steps = List.copyOf(steps);
            for (int at = 1; at < steps.size(); at++) {
                Instant before = steps.get(at - 1).start();
                Require.that(
                        steps.get(at).start().isAfter(before),
                        "steps[" + at + "].start",
                        steps.get(at).start(),
                        "after " + before + ", oldest first");
            }
        }

        /** Timeframe of the steps between snapshots of this one. */
        public static Timeframe stepsOf(Timeframe snapshots) {
            return switch (snapshots) {
                case M1, M5, M15, M30 -> Timeframe.M1;
                case H1, H4 -> Timeframe.M5;
                case D1 -> Timeframe.M30;
            };
        }
    }

    /** What kind of instrument the symbol is; decides market hours and staleness limits. */
    public enum AssetClass {
        CRYPTO,
        FOREX,
        METAL,
        EQUITY
    }

    /** State of the market, from ADX, its direction and volatility. */
    public enum Regime {
        TRENDING_UP,
        TRENDING_DOWN,
        RANGING,
        HIGH_VOLATILITY
    }

    /** ATR over price: below 1 % low, below 2.5 % medium, else high. */
    public enum Volatility {
        LOW,
        MEDIUM,
        HIGH
    }

    /**
     * How far the trends of the timeframes agree, weighted 1d 40, 4h 25, 1h 15, 30m 12, 15m 10, 5m 5, 1m 5. A timeframe that is
     * missing counts for nothing: the others share its weight.
     *
     * @param direction UP or DOWN when more than 60 % of the weight points there, else MIXED
     * @param score weighted mean of the trends' strengths, rising ones counted above zero and falling ones below: -100 to 100
     * @param coverage how much of all weights the counted timeframes have, in percent: what agrees may be little
     */
    public record Alignment(Direction direction, int score, int coverage) {

        /** Where most of the weight points. */
        public enum Direction {
            UP,
            DOWN,
            MIXED
        }

        public Alignment {
            Require.that(score >= -100 && score <= 100, "score", score, "-100 to 100");
            Require.percent("coverage", coverage);
        }
    }

    public Snapshot {
        Require.id("runId", runId);
        Require.symbol("symbol", symbol);
        timeframes = List.copyOf(timeframes);
        Require.that(
                timeframes.size() == Timeframe.values().length,
                "timeframes",
                timeframes.size(),
                "all seven, once each");
        for (Timeframe each : Timeframe.values()) {
            Timeframe found = timeframes.get(each.ordinal()).timeframe();
            Require.that(found == each, "timeframes[" + each.ordinal() + "]", found, each + ", shortest first");
        }
        Require.that(quote != null || !quality.usable(), "quote", quote, "present when the quality is usable");
    }

    /** snapshotId = H(runId, symbol, timeframe, asOf). */
    public String snapshotId() {
        return idOf(runId, symbol, timeframe, asOf);
    }

    /** The id of the snapshot of this run, symbol, timeframe and time. */
    public static String idOf(String runId, String symbol, Timeframe timeframe, Instant asOf) {
        return Ids.of("snapshot", runId, symbol, timeframe.label(), asOf).toString();
    }

    /** The pulse of one timeframe. */
    public TimeframePulse pulse(Timeframe of) {
        return timeframes.get(of.ordinal());
    }

    @Override
    public String eventId() {
        return snapshotId();
    }

    @Override
    public Instant time() {
        return asOf;
    }

    @Override
    public String subject() {
        return symbol + "/" + timeframe.label();
    }

    @Override
    public String key() {
        return symbol;
    }
}
