package io.ffe.stack.cli;

import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import io.ffe.schema.money.Symbols;
import io.ffe.stack.Problem;
import io.ffe.stack.run.FeedOptions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code up} that say which market to run on. */
final class FeedArguments {

    @Option(
            names = "--replay",
            split = ",",
            paramLabel = "[SYMBOL=]FILE",
            description = "Replay recorded bars or ticks (CSV, .gz or not) as a new run; several with commas.")
    List<String> replay = new ArrayList<>();

    @Option(
            names = "--warm-up",
            split = ",",
            paramLabel = "[SYMBOL=]FILE",
            description = "Bars from before the start, so that indicators have a past.")
    List<String> warmUp = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Start of the replay, as 2024-08-04T00:00:00Z or 2024-08-04; rows before it warm up.")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "End of the replay, exclusive.")
    @Nullable
    String to;

    @Option(
            names = "--speed",
            paramLabel = "N|max",
            description = "Logical seconds for each second: 1 is real time, max as fast as it goes."
                    + " A replay goes at max unless told otherwise, the synthetic market at 120.")
    @Nullable
    String speed;

    @Option(
            names = "--feed",
            paramLabel = "KIND",
            description = "synthetic: the seeded market of its own, the default when nothing is replayed."
                    + " Live prices: coinbase without a key; oanda and alphavantage with keys in the environment.")
    @Nullable
    String feed;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the synthetic market; the same gives the same prices.")
    @Nullable
    Long seed;

    @Option(
            names = "--symbols",
            split = ",",
            paramLabel = "A,B",
            description = "Symbols of the synthetic market, as BTCUSDT,EURUSD, or of the live one, as BTCUSD.")
    List<String> symbols = new ArrayList<>();

    @Option(
            names = "--timeframe",
            paramLabel = "15m",
            description = "Make a snapshot at each close of this timeframe: 1m 5m 15m 30m 1h 4h 1d.")
    @Nullable
    String timeframe;

    @Option(
            names = "--free-run",
            description = "Replay without waiting for the stages, as a live market does: for outages and load."
                    + " Not repeatable: an order that comes too late for the market is denied.")
    boolean freeRun;

    /**
     * What was asked for.
     *
     * @throws Problem naming everything that is wrong, at once
     */
    FeedOptions options() {
        List<String> wrong = new ArrayList<>();
        boolean replaying = !replay.isEmpty();
        Instant first = time("--from", from, wrong);
        Instant last = time("--to", to, wrong);
        if (first != null && last != null && !first.isBefore(last)) {
            wrong.add("--from " + first + " is not before --to " + last);
        }
        LiveMarket live = feed == null ? null : LiveMarket.named(feed).orElse(null);
        if (feed != null && live == null && !feed.equals("synthetic")) {
            wrong.add("--feed is '" + feed + "', expected synthetic or one of " + LiveMarket.names()
                    + (feed.equals("replay") ? "; to replay files give --replay FILE" : ""));
        }
        if (live != null) {
            wrong.addAll(live.missing(System.getenv()));
            if (seed != null || speed != null || !warmUp.isEmpty()) {
                wrong.add("--seed, --speed and --warm-up are not for live prices: they come when they come, and their"
                        + " past comes from the provider");
            }
        }
        if (replaying && feed != null) {
            wrong.add("--replay and --feed are two markets: give one of them");
        }
        if (replaying && seed != null) {
            wrong.add("--seed is for the synthetic market, --replay has none");
        }
        if (!replaying && (first != null || last != null)) {
            wrong.add("--from and --to are for --replay; the synthetic market starts when it is made");
        }
        if (!replaying && freeRun) {
            wrong.add(
                    "--free-run is for --replay; the synthetic market goes in lock-step, so that it can be continued");
        }
        checkSymbols(System.getenv(), wrong);
        Double pace = pace(wrong);
        if (timeframe != null) {
            try {
                Timeframe.ofLabel(timeframe);
            } catch (IllegalArgumentException unknown) {
                wrong.add("--timeframe is '" + timeframe + "', expected one of 1m 5m 15m 30m 1h 4h 1d");
            }
        }
        List<String> files = MarketFiles.checked("--replay", replay, wrong);
        List<String> past = MarketFiles.checked("--warm-up", warmUp, wrong);
        if (!wrong.isEmpty()) {
            throw Problem.usage(String.join("\n", wrong));
        }
        return new FeedOptions(
                replaying ? FeedOptions.Kind.REPLAY : live == null ? FeedOptions.Kind.SYNTHETIC : FeedOptions.Kind.LIVE,
                files,
                past,
                symbols.isEmpty() && live != null ? live.symbols() : symbols,
                first,
                last,
                pace == null && replaying ? Double.valueOf(0) : pace,
                seed,
                timeframe,
                freeRun ? Boolean.TRUE : null,
                live == null ? null : live.provider());
    }

    /** Of an unknown one the run could not be started, and the next start would go on with it. */
    private void checkSymbols(Map<String, String> environment, List<String> wrong) {
        boolean ownList = !environment
                .getOrDefault("FFE_MARKET_DATA_INSTRUMENTS_FILE", "")
                .isEmpty();
        Instruments known = Instruments.builtIn();
        for (String symbol : symbols) {
            if (!Symbols.isValid(symbol)) {
                wrong.add("--symbols has '" + symbol + "', expected upper-case letters and digits as in BTCUSDT");
            } else if (!ownList && known.find(symbol).isEmpty()) {
                wrong.add("--symbols has '" + symbol + "', expected some of "
                        + known.all().stream().map(Instrument::symbol).collect(Collectors.joining(", "))
                        + "; others need an instrument file of your own, FFE_MARKET_DATA_INSTRUMENTS_FILE");
            }
        }
    }

    /** True when an option asks for another market than an unfinished run may have. */
    boolean namesMarket() {
        return seed != null || !symbols.isEmpty() || timeframe != null || !warmUp.isEmpty();
    }

    /** True when any option says which market to run on, or how. */
    boolean isGiven() {
        return namesMarket()
                || !replay.isEmpty()
                || feed != null
                || speed != null
                || from != null
                || to != null
                || freeRun;
    }

    private @Nullable Double pace(List<String> wrong) {
        if (speed == null) {
            return null;
        }
        if (speed.equals("max")) {
            return 0.0;
        }
        try {
            double value = Double.parseDouble(speed);
            if (value > 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        wrong.add("--speed is '" + speed + "', expected a number above 0, as 120, or max");
        return null;
    }

    private static @Nullable Instant time(String option, @Nullable String text, List<String> wrong) {
        if (text == null) {
            return null;
        }
        try {
            return UtcTime.parse(text);
        } catch (DateTimeException unreadable) {
            wrong.add(option + " is '" + text + "', expected a UTC time as 2024-08-04T00:00:00Z or 2024-08-04");
            return null;
        }
    }
}
