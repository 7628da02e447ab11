package io.ffe.marketdata.feed;

import io.ffe.marketdata.feed.FeedFileException.Problem;
import io.ffe.schema.event.Origin;
import io.ffe.schema.money.Instruments;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads recorded files as a replay will, to the end of its window, and says what is wrong with them: the first thing in each.
 * {@code ffe up} has it done by a process of its own before it makes a run, so that a wrong row is said at once, and not
 * when everything is up and half of the file was traded.
 */
public final class FeedRehearsal {

    /** Exit status when something is wrong with a file; each thing is a line on standard output. */
    public static final int REFUSED = 2;

    private static final String RUN = "rehearsal";

    private final List<String> files = new ArrayList<>();
    private final List<String> warmUp = new ArrayList<>();
    private @Nullable Instant from;
    private @Nullable Instant to;
    private @Nullable Path instruments;

    /** @param arguments pairs of an option and its value: {@code --replay}, {@code --warm-up}, {@code --from}, {@code --to}, {@code --instruments} */
    FeedRehearsal(List<String> arguments) {
        for (int at = 0; at + 1 < arguments.size(); at += 2) {
            String value = arguments.get(at + 1);
            switch (arguments.get(at)) {
                case "--replay" -> files.add(value);
                case "--warm-up" -> warmUp.add(value);
                case "--from" -> from = Instant.parse(value);
                case "--to" -> to = Instant.parse(value);
                case "--instruments" -> instruments = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option '" + arguments.get(at) + "'");
            }
        }
    }

    public static void main(String[] arguments) {
        List<Problem> problems = new FeedRehearsal(List.of(arguments)).problems();
        problems.forEach(System.out::println);
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
        replayed.forEach(file -> read(file, new FeedWindow(null, to), problems));
        FeedWindow before = new FeedWindow(null, start(replayed));
        past.forEach(file -> read(file, before, problems));
        return problems.isEmpty() ? opened(replayed, past) : problems;
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

    private static void read(FeedFile file, FeedWindow window, List<Problem> problems) {
        try (FileTicks ticks = new FileTicks(file, window, SpreadModel.defaults())) {
            while (ticks.next() != null) {
                // What it has to say it throws.
            }
        } catch (FeedFileException wrong) {
            problems.addAll(wrong.problems());
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
            return List.of();
        } catch (FeedFileException wrong) {
            return wrong.problems();
        }
    }
}
