package io.ffe.marketdata.feed;

import io.ffe.marketdata.feed.FeedFileException.Problem;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at files before the start: header, first rows, symbol, length of the bars. */
public final class FeedFiles {

    private static final int FIRST_ROWS = 200;
    /** So many distances have to agree on another length before the file's name is called wrong. */
    private static final int ENOUGH_TO_CONTRADICT = 20;

    private static final int LONGEST_SOURCE = 200;

    private FeedFiles() {}

    /**
     * Files to replay.
     *
     * @param arguments each {@code FILE} or {@code SYMBOL=FILE}; without a symbol the first part of the file's name counts
     *     ({@code btcusdt_binance_1m.csv.gz} is BTCUSDT)
     * @throws FeedFileException with every problem of every file
     */
    public static List<FeedFile> inspect(List<String> arguments, Instruments instruments) {
        return inspect(arguments, instruments, false);
    }

    /** Files to warm up with: the same, and daily closes too. */
    public static List<FeedFile> inspectWarmUp(List<String> arguments, Instruments instruments) {
        return inspect(arguments, instruments, true);
    }

    private static List<FeedFile> inspect(List<String> arguments, Instruments instruments, boolean warmUp) {
        List<FeedFile> files = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String argument : arguments) {
            try {
                files.add(inspectOne(argument, instruments, warmUp));
            } catch (FeedFileException wrong) {
                problems.addAll(wrong.problems());
            }
        }
        problems.addAll(sameSource(files));
        if (!problems.isEmpty()) {
            throw new FeedFileException(problems);
        }
        return List.copyOf(files);
    }

    private static List<Problem> sameSource(List<FeedFile> files) {
        List<Problem> problems = new ArrayList<>();
        Map<TickSource, FeedFile> bySource = new HashMap<>();
        for (FeedFile file : files) {
            FeedFile other = bySource.put(new TickSource(file.symbol(), file.source()), file);
            if (other != null) {
                problems.add(new Problem(
                        file.path(),
                        0,
                        "its ticks of " + file.symbol() + " would be named " + file.source() + " like those of "
                                + other.path(),
                        "one file for each symbol and file name",
                        "leave one out, or rename it"));
            }
        }
        return problems;
    }

    /** What the header and the first rows tell. */
    private record Shape(
            FeedFormat format,
            @Nullable Duration barLength,
            @Nullable String barLengthFrom,
            Instant firstTime) {}

    private static FeedFile inspectOne(String argument, Instruments instruments, boolean warmUp) {
        Path path = path(argument);
        List<Problem> problems = new ArrayList<>();
        Optional<Instrument> instrument = instruments.find(symbol(argument, path));
        if (instrument.isEmpty()) {
            problems.add(unknownSymbol(argument, path, instruments));
        }
        if (!isSource(source(path))) {
            problems.add(new Problem(
                    path,
                    0,
                    "its ticks would be named '" + RowReader.shown(source(path)) + "' after the file",
                    "a name of 1 to " + LONGEST_SOURCE + " characters before .csv, none of them a control character",
                    "rename the file"));
        }
        try (RowReader rows = new RowReader(path)) {
            Shape shape = shape(path, rows, warmUp);
            if (problems.isEmpty()) {
                return new FeedFile(
                        path,
                        instrument.orElseThrow(),
                        source(path),
                        shape.format(),
                        shape.barLength(),
                        shape.barLengthFrom(),
                        shape.firstTime());
            }
        } catch (FeedFileException wrong) {
            problems.addAll(wrong.problems());
        }
        throw new FeedFileException(problems);
    }

    private static Shape shape(Path path, RowReader rows, boolean warmUp) {
        checkUse(path, rows.format(), warmUp);
        List<FeedRow> first = firstRows(path, rows);
        Instant firstTime = first.getFirst().time();
        if (!rows.format().isBars()) {
            return new Shape(rows.format(), null, null, firstTime);
        }
        Optional<Duration> named = BarLength.ofName(fileName(path));
        Duration length = named.orElseGet(() -> spacing(path, first));
        checkLength(path, length, named.isPresent(), first, warmUp);
        first.forEach(row -> rows.checkGrid(row, length));
        String from = BarLength.text(length)
                + (named.isPresent()
                        ? " by the file's name"
                        : " by the spacing of the first " + first.size() + " rows");
        return new Shape(rows.format(), length, from, firstTime);
    }

    private static void checkUse(Path path, FeedFormat format, boolean warmUp) {
        if (format == FeedFormat.DAILY_CLOSES && !warmUp) {
            throw wrong(
                    path,
                    1,
                    "it holds one price a day",
                    "quote ticks or bars to replay",
                    "daily closes can only warm up: give it to --warm-up");
        }
    }

    private static List<FeedRow> firstRows(Path path, RowReader rows) {
        List<FeedRow> first = new ArrayList<>();
        while (first.size() < FIRST_ROWS) {
            FeedRow row = rows.next();
            if (row == null) {
                break;
            }
            first.add(row);
        }
        if (first.isEmpty()) {
            throw wrong(path, 0, "there is no row after the header", "at least one row", "check how it was made");
        }
        return first;
    }

    private static Duration spacing(Path path, List<FeedRow> first) {
        return BarLength.ofDistances(distances(first))
                .orElseThrow(() -> wrong(
                        path,
                        2,
                        "one row does not tell how long its bar is",
                        "two rows, or the length in the file's name",
                        "rename the file as in btcusdt_5m.csv"));
    }

    private static void checkLength(Path path, Duration length, boolean byName, List<FeedRow> first, boolean warmUp) {
        if (length.compareTo(Duration.ofSeconds(1)) < 0 || length.compareTo(BarLength.LONGEST) > 0) {
            throw wrong(
                    path, 0, "its bars are " + BarLength.text(length) + " long", "1s to 1d", "use another resolution");
        }
        if (warmUp && BarLength.timeframeFilledBy(length).isEmpty()) {
            throw wrong(
                    path,
                    0,
                    "its bars are " + BarLength.text(length) + " long",
                    "a length that fills 1m, 5m, 15m, 30m, 1h, 4h or 1d",
                    "use another resolution to warm up");
        }
        long[] distances = distances(first);
        if (byName && distances.length >= ENOUGH_TO_CONTRADICT) {
            Duration spaced = BarLength.ofDistances(distances).orElseThrow();
            if (!spaced.equals(length) && spaced.toMillis() % length.toMillis() == 0) {
                throw wrong(
                        path,
                        0,
                        "its name says " + BarLength.text(length) + " and its first " + first.size() + " rows lie "
                                + BarLength.text(spaced) + " apart",
                        "a name that agrees with the rows",
                        "rename the file");
            }
        }
    }

    private static long[] distances(List<FeedRow> rows) {
        long[] distances = new long[rows.size() - 1];
        for (int i = 0; i < distances.length; i++) {
            distances[i] =
                    Duration.between(rows.get(i).time(), rows.get(i + 1).time()).toMillis();
        }
        return distances;
    }

    private static Path path(String argument) {
        String text = symbolOf(argument).isEmpty() ? argument : argument.substring(argument.indexOf('=') + 1);
        try {
            return Path.of(text);
        } catch (InvalidPathException impossible) {
            throw wrong(Path.of("?"), 0, "'" + text + "' is no path", "FILE or SYMBOL=FILE", "check the spelling");
        }
    }

    private static String symbol(String argument, Path path) {
        return symbolOf(argument)
                .orElseGet(() -> fileName(path).split("[_.\\- ]", 2)[0].toUpperCase(Locale.ROOT));
    }

    private static Problem unknownSymbol(String argument, Path path, Instruments instruments) {
        return new Problem(
                path,
                0,
                "symbol is '" + symbol(argument, path) + "'"
                        + (symbolOf(argument).isPresent() ? "" : " by the file's name"),
                "one of "
                        + String.join(
                                ", ",
                                instruments.all().stream()
                                        .map(Instrument::symbol)
                                        .toList()),
                "write SYMBOL=" + path + ", or add the instrument to the instrument file");
    }

    private static Optional<String> symbolOf(String argument) {
        int equals = argument.indexOf('=');
        String before = equals < 0 ? "" : argument.substring(0, equals);
        return before.matches("[A-Za-z0-9]+") ? Optional.of(before.toUpperCase(Locale.ROOT)) : Optional.empty();
    }

    /** The file's name without .csv or .txt, and .gz. */
    private static String source(Path path) {
        return fileName(path).replaceAll("(\\.csv|\\.txt)?(\\.gz)?$", "");
    }

    /** As events demand it of a source. */
    private static boolean isSource(String name) {
        return !name.isBlank()
                && name.length() <= LONGEST_SOURCE
                && name.chars().noneMatch(Character::isISOControl);
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    private static FeedFileException wrong(Path path, long line, String found, String expected, String remedy) {
        return new FeedFileException(List.of(new Problem(path, line, found, expected, remedy)));
    }
}
