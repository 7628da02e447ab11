package io.ffe.marketdata.feed;

import io.ffe.marketdata.feed.FeedFileException.Problem;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instruments;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads recorded files as a replay will, to the end of its window, and says what is wrong with them: the first thing in each.
 * {@code ffe up} has it done by a process of its own before it makes a run, so that a wrong row is said at once, and not
 * when everything is up and half of the file was traded.
 */
public final class FeedRehearsal {

    /** Exit status when something is wrong with a file; each thing is a line on standard output. With 0 they are notices. */
    public static final int REFUSED = 2;

    /** Between a past and the start that it is meant for. A weekend with its holidays is shorter. */
    private static final Duration LONGEST_GAP = Duration.ofDays(7);

    /**
     * The paper venue, execution and market-data hold the ticks of a snapshot's bar in memory, those of all symbols together, while
     * nothing works. At some 300 bytes each so many are 90 MB, and the smallest of the three, the paper venue, has 160 MB.
     */
    static final int MOST_IN_BAR = 300_000;

    private static final String RUN = "rehearsal";

    private final List<String> files = new ArrayList<>();
    private final List<String> warmUp = new ArrayList<>();
    private final Set<String> notices = new LinkedHashSet<>();
    private @Nullable Instant from;
    private @Nullable Instant to;
    private @Nullable Path instruments;
    /** As {@code MarketDataConfig.Snapshot#timeframe} has it by default. */
    private Timeframe timeframe = Timeframe.M15;

    private boolean freeRun;
    /** Of each file the ticks of its fullest bar, summed up: no bar of all files together has more. */
    private long mostInBar;

    /** Counts ticks by bar, as they come in the order of time. */
    private static final class BarCount {

        private final long seconds;
        private long bar = Long.MIN_VALUE;
        private int inBar;
        private int most;

        BarCount(Timeframe timeframe) {
            this.seconds = timeframe.length().toSeconds();
        }

        void add(Tick tick) {
            long its = Math.floorDiv(tick.occurredAt().getEpochSecond(), seconds);
            inBar = its == bar ? inBar + 1 : 1;
            bar = its;
            most = Math.max(most, inBar);
        }
    }

    /** @param arguments pairs of an option and its value: {@code --replay}, {@code --warm-up}, {@code --from}, {@code --to}, {@code --instruments}, {@code --timeframe} of the snapshots, {@code --free-run} true or false */
    FeedRehearsal(List<String> arguments) {
        for (int at = 0; at + 1 < arguments.size(); at += 2) {
            String value = arguments.get(at + 1);
            switch (arguments.get(at)) {
                case "--replay" -> files.add(value);
                case "--warm-up" -> warmUp.add(value);
                case "--from" -> from = Instant.parse(value);
                case "--to" -> to = Instant.parse(value);
                case "--instruments" -> instruments = Path.of(value);
                case "--timeframe" -> timeframe = Timeframe.ofLabel(value);
                case "--free-run" -> freeRun = Boolean.parseBoolean(value);
                default -> throw new IllegalArgumentException("unknown option '" + arguments.get(at) + "'");
            }
        }
    }

    public static void main(String[] arguments) {
        FeedRehearsal rehearsal = new FeedRehearsal(List.of(arguments));
        List<Problem> problems = rehearsal.problems();
        (problems.isEmpty() ? rehearsal.notices() : problems).forEach(System.out::println);
        System.out.flush();
        System.exit(problems.isEmpty() ? 0 : REFUSED);
    }

    /** What is wrong with each file; nothing when the replay can be made. */
    List<Problem> problems() {
        Instruments known =
                Optional.ofNullable(instruments).map(Instruments::from).orElseGet(Instruments::builtIn);
        List<Problem> problems = new ArrayList<>();
        List<FeedFile> replayed = inspected(files, problems, arguments -> FeedFiles.inspect(arguments, known));
        List<FeedFile> past = inspected(warmUp, problems, arguments -> FeedFiles.inspectWarmUp(arguments, known));
        for (FeedFile file : replayed) {
            BarCount count = new BarCount(timeframe);
            read(file, new FeedWindow(null, to), problems, tick -> {
                if (from == null || !tick.occurredAt().isBefore(from)) {
                    count.add(tick);
                }
            });
            mostInBar += count.most;
        }
        Instant start = start(replayed);
        Map<String, Instant> lastOf = new TreeMap<>();
        for (FeedFile file : past) {
            Instant last = read(file, new FeedWindow(null, start), problems, tick -> {});
            if (last != null) {
                lastOf.merge(file.symbol(), last, (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        lastOf.forEach((symbol, last) -> {
            if (start != null && last.plus(LONGEST_GAP).isBefore(start)) {
                notices.add(
                        symbol + ": its last price from before the replay is of " + last + ", "
                                + Duration.between(last, start).toDays() + " days before the start, " + start
                                + ": indicators begin with old prices, and limits that need the days before a decision"
                                + " (VALUE_AT_RISK, CORRELATION) refuse entries until the replay itself has made enough of them");
            }
        });
        return problems.isEmpty() ? opened(replayed, past) : problems;
    }

    /** What a replay does not fail for, but hardly anyone wants; known once {@link #problems} was asked. */
    List<String> notices() {
        return List.copyOf(notices);
    }

    /** Those that pass, each by itself, so that one that does not hides nothing of the others; then all together. */
    private static List<FeedFile> inspected(
            List<String> arguments, List<Problem> problems, Function<List<String>, List<FeedFile>> inspection) {
        List<String> good = new ArrayList<>();
        List<FeedFile> passed = new ArrayList<>();
        for (String argument : arguments) {
            try {
                passed.addAll(inspection.apply(List.of(argument)));
                good.add(argument);
            } catch (FeedFileException wrong) {
                problems.addAll(wrong.problems());
            }
        }
        try {
            return inspection.apply(good);
        } catch (FeedFileException together) {
            problems.addAll(together.problems());
            return passed;
        }
    }

    /** Of what was said to be replayed; null when that is nothing. */
    private @Nullable Instant start(List<FeedFile> replayed) {
        return from != null
                ? from
                : replayed.stream()
                        .map(FeedFile::firstTime)
                        .min(Instant::compareTo)
                        .orElse(null);
    }

    /** The time of its last price in the window; null when it has none, or something is wrong with it. */
    private @Nullable Instant read(FeedFile file, FeedWindow window, List<Problem> problems, Consumer<Tick> each) {
        try (FileTicks ticks = new FileTicks(file, window, SpreadModel.defaults())) {
            Instant last = null;
            for (Tick tick = ticks.next(); tick != null; tick = ticks.next()) {
                last = tick.time();
                each.accept(tick);
            }
            String perhapsCut = ticks.perhapsCut();
            if (perhapsCut != null) {
                notices.add(perhapsCut);
            }
            return last;
        } catch (FeedFileException wrong) {
            problems.addAll(wrong.problems());
            return null;
        }
    }

    /** What can be told only of all files together. */
    private List<Problem> opened(List<FeedFile> replayed, List<FeedFile> past) {
        if (replayed.isEmpty()) {
            return List.of();
        }
        try (MergedFeed feed = MergedFeed.open(replayed, new FeedWindow(from, to), SpreadModel.defaults(), RUN)) {
            WarmUpFiles.open(past, feed.symbols(), feed.start(), SpreadModel.defaults(), RUN, Origin.REPLAY)
                    .forEach(WarmUpBars::close);
            // A free run matches ticks as they come and holds none of them.
            return !freeRun && mostInBar > MOST_IN_BAR ? crowded(feed, replayed) : List.of();
        } catch (FeedFileException wrong) {
            return wrong.problems();
        }
    }

    /** Reads all files once more, together. */
    private List<Problem> crowded(MergedFeed feed, List<FeedFile> replayed) {
        BarCount count = new BarCount(timeframe);
        while (feed.peekTime().isPresent()) {
            Tick tick = feed.next();
            count.add(tick);
            if (count.inBar > MOST_IN_BAR) {
                return List.of(new Problem(
                        pathOf(tick, replayed),
                        0,
                        "tick " + count.inBar + " of all files together in the " + timeframe + " from "
                                + timeframe.startOf(tick.occurredAt()),
                        "at most " + MOST_IN_BAR + " between two snapshots, which are held in memory",
                        (timeframe == Timeframe.M1 ? "" : "choose a shorter --timeframe of the snapshots, ")
                                + "replay fewer symbols at once, or thin the files out"));
            }
        }
        return List.of();
    }

    private static Path pathOf(Tick tick, List<FeedFile> replayed) {
        return replayed.stream()
                .filter(file ->
                        file.symbol().equals(tick.symbol()) && file.source().equals(tick.source()))
                .map(FeedFile::path)
                .findFirst()
                .orElseThrow();
    }
}
