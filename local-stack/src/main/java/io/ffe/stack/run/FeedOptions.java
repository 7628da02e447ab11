package io.ffe.stack.run;

import java.io.File;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which market a run trades on, as it was asked for. What is absent is left to market-data's own defaults.
 *
 * @param files {@code [SYMBOL=]FILE} with absolute paths, for a replay
 * @param warmUp the same, read before the start only
 * @param speed logical seconds for each second of the wall clock; 0 is as fast as it goes
 * @param timeframe whose close makes snapshots, as in {@code 15m}
 * @param freeRun true when the market runs on without waiting for the stages; otherwise lock-step
 * @param provider of live prices, as in {@code coinbase}; absent in every other run
 */
public record FeedOptions(
        Kind kind,
        List<String> files,
        List<String> warmUp,
        List<String> symbols,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Double speed,
        @Nullable Long seed,
        @Nullable String timeframe,
        @Nullable Boolean freeRun,
        @Nullable String provider) {

    /** Bytes of text: five days of one-minute bars of two symbols. docs/adr/0011 has what was measured. */
    private static final long MANY_MINUTES = 1_000_000;

    /** Prices in columns become at least this much smaller. */
    private static final long COMPRESSED = 4;

    /** Recorded or synthetic, in lock-step. */
    public FeedOptions(
            Kind kind,
            List<String> files,
            List<String> warmUp,
            List<String> symbols,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Double speed,
            @Nullable Long seed,
            @Nullable String timeframe) {
        this(kind, files, warmUp, symbols, from, to, speed, seed, timeframe, null, null);
    }

    /** Where prices come from; also the origin on every event that is made from them. */
    public enum Kind {
        REPLAY,
        SYNTHETIC,
        LIVE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public FeedOptions {
        files = List.copyOf(files);
        warmUp = List.copyOf(warmUp);
        symbols = List.copyOf(symbols);
    }

    boolean lockStep() {
        return kind != Kind.LIVE && !Boolean.TRUE.equals(freeRun);
    }

    /**
     * True for a replay as fast as it goes of so many recordings that it takes many minutes. Judged by the size of the files,
     * which tells more than their span: a day may be 1,440 bars or a million ticks. Of part of a file nothing is known.
     */
    public boolean manyMinutes() {
        boolean atFullSpeed = speed == null || speed == 0;
        return kind == Kind.REPLAY
                && atFullSpeed
                && from == null
                && to == null
                && files.stream().mapToLong(FeedOptions::plainSize).sum() > MANY_MINUTES;
    }

    private static long plainSize(String file) {
        // [SYMBOL=]FILE; one that is missing is market-data's to complain of.
        long size = new File(file.substring(file.indexOf('=') + 1)).length();
        return file.endsWith(".gz") ? size * COMPRESSED : size;
    }

    /** The daily history in it, as risk-service takes it from its environment. */
    Map<String, String> historyEnvironment() {
        Map<String, String> environment = new HashMap<>();
        putList(
                environment,
                "FFE_RISK_HISTORY_FILES",
                warmUp.stream().filter(FeedOptions::isDaily).toList());
        return environment;
    }

    /** As market-data-service takes it from its environment. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("FFE_MARKET_DATA_FEED_KIND", kind.label());
        putList(environment, "FFE_MARKET_DATA_FEED_FILES", files);
        putList(environment, "FFE_MARKET_DATA_FEED_WARM_UP", warmUp);
        putList(environment, "FFE_MARKET_DATA_FEED_SYMBOLS", symbols);
        put(environment, "FFE_MARKET_DATA_FEED_FROM", from);
        put(environment, "FFE_MARKET_DATA_FEED_TO", to);
        put(environment, "FFE_MARKET_DATA_FEED_SPEED", speed);
        put(environment, "FFE_MARKET_DATA_FEED_SEED", seed);
        put(environment, "FFE_MARKET_DATA_SNAPSHOT_TIMEFRAME", timeframe);
        // Whoever was named is asked for everything.
        put(environment, "FFE_MARKET_DATA_LIVE_CRYPTO", provider);
        put(environment, "FFE_MARKET_DATA_LIVE_FOREX", provider);
        put(environment, "FFE_MARKET_DATA_LIVE_METAL", provider);
        return environment;
    }

    /** By the name, as market-data tells the length of bars: {@code btc_1d.csv.gz}. */
    private static boolean isDaily(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.contains("_1d_") || name.contains("_1d.");
    }

    private static void putList(Map<String, String> environment, String name, List<String> values) {
        if (!values.isEmpty()) {
            // A comma in a file's path is none between two files.
            environment.put(
                    name,
                    values.stream()
                            .map(value -> value.replace("\\", "\\\\").replace(",", "\\,"))
                            .collect(Collectors.joining(",")));
        }
    }

    private static void put(Map<String, String> environment, String name, @Nullable Object value) {
        if (value != null) {
            environment.put(name, value.toString());
        }
    }
}
