package io.ffe.stack.cli;

import io.ffe.stack.compare.RunComparison;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Removal;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code ffe runs} shows. */
final class RunsView {

    private static final int FIELDS_SHOWN = 12;
    private static final int HASH_DIGITS = 16;
    private static final int LONGEST_VALUE = 60;

    private RunsView() {}

    static List<String> list(List<RunsCommand.Row> rows, Terminal terminal) {
        if (rows.isEmpty()) {
            return List.of("No run is kept here yet. Start one with ./ffe up.");
        }
        Table table = new Table("run", "market", "state", "started", "took", "decisions", "orders", "result");
        for (RunsCommand.Row row : rows) {
            table.row(
                    row.runId(),
                    row.market(),
                    state(row.state(), terminal),
                    row.startedAt().truncatedTo(ChronoUnit.SECONDS),
                    Figures.duration(Duration.ofSeconds(row.seconds())),
                    count(row.decisions()),
                    count(row.orders()),
                    row.result() == null
                            ? "-"
                            : Figures.amount(row.result()) + (row.currency() == null ? "" : " " + row.currency()));
        }
        return table.lines(terminal);
    }

    /** What a run trades on, short enough for a column. */
    static String market(FeedOptions feed) {
        String symbols = switch (feed.kind()) {
            case REPLAY -> feed.files().stream().map(RunsView::symbolOf).collect(Collectors.joining(","));
            case LIVE -> String.join(",", feed.symbols()) + " live from " + feed.provider();
            case SYNTHETIC ->
                (feed.symbols().isEmpty() ? "default symbols" : String.join(",", feed.symbols()))
                        + (feed.seed() == null ? "" : " seed " + feed.seed());
        };
        return symbols + bound(" from ", feed.from()) + bound(" to ", feed.to());
    }

    static List<String> comparison(RunComparison comparison, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold("A " + comparison.runA() + "   B " + comparison.runB()));
        if (comparison.input().isEmpty()) {
            lines.add("  input: the same");
        }
        comparison
                .input()
                .forEach((name, values) -> lines.add("  " + terminal.warning("input differs") + ": " + name + "  A "
                        + shown(values.a()) + "  B " + shown(values.b())));
        Table table = new Table("topic", "A", "B", "differing", "", "hash of A's coreHashes", "of B's");
        for (RunComparison.TopicResult topic : comparison.topics()) {
            table.row(
                    topic.topic(),
                    Figures.count(topic.eventsA()),
                    Figures.count(topic.eventsB()),
                    Figures.count(topic.differing()),
                    topic.equal() ? terminal.good("equal") : terminal.bad("DIFFERS"),
                    topic.hashA().substring(0, HASH_DIGITS),
                    topic.hashB().substring(0, HASH_DIGITS));
        }
        lines.addAll(table.lines(terminal));
        for (RunComparison.TopicResult topic : comparison.topics()) {
            RunComparison.Difference first = topic.first();
            if (first != null) {
                lines.addAll(difference(topic.topic(), first, terminal));
            }
        }
        boolean nothing = comparison.topics().stream().allMatch(topic -> topic.eventsA() + topic.eventsB() == 0);
        lines.add(
                comparison.equal()
                        ? terminal.good("Equal.")
                        : terminal.bad(nothing ? "Neither run has an event to compare." : "Not equal."));
        return lines;
    }

    private static List<String> difference(String topic, RunComparison.Difference first, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold("First difference on " + topic) + ": " + first.key() + ", event "
                + Figures.count(first.position()) + " of this key");
        lines.add("  A " + side(first.a()));
        lines.add("  B " + side(first.b()));
        if (first.a() == null || first.b() == null) {
            return lines;
        }
        Table fields = new Table("field", "A", "B");
        first.fields().entrySet().stream()
                .limit(FIELDS_SHOWN)
                .forEach(field -> fields.row(
                        field.getKey(),
                        shown(field.getValue().a()),
                        shown(field.getValue().b())));
        lines.addAll(fields.lines(terminal));
        if (first.fields().size() > FIELDS_SHOWN) {
            lines.add("  and " + (first.fields().size() - FIELDS_SHOWN) + " more fields: --json shows all");
        }
        return lines;
    }

    static List<String> removal(Removal.Result result, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        result.removed().forEach((run, bytes) -> lines.add("  removed " + run + ", " + Figures.bytes(bytes)));
        result.left()
                .forEach((run, why) ->
                        lines.add("  " + terminal.bad("not removed completely") + ": " + run + " - " + why));
        long freed =
                result.removed().values().stream().mapToLong(Long::longValue).sum();
        lines.add((result.removed().size() == 1 ? "1 run" : result.removed().size() + " runs") + " removed, "
                + Figures.bytes(freed) + " freed.");
        return lines;
    }

    private static String side(RunComparison.@Nullable Side side) {
        return side == null
                ? "has no such event"
                : side.label() + "  " + side.at() + "  id " + side.id() + "  coreHash "
                        + side.coreHash().substring(0, HASH_DIGITS);
    }

    private static String state(String state, Terminal terminal) {
        return switch (state) {
            case "UP", "FINISHED" -> terminal.good(state);
            case "STOPPED" -> state;
            default -> terminal.bad(state);
        };
    }

    private static String count(@Nullable Long number) {
        return number == null ? "-" : Figures.count(number);
    }

    /** {@code BTCUSDT=/data/x.csv} and {@code /data/btcusdt_1m.csv.gz} are both about BTCUSDT. */
    private static String symbolOf(String file) {
        int named = file.indexOf('=');
        return named > 0
                ? file.substring(0, named)
                : Path.of(file)
                        .getFileName()
                        .toString()
                        .replaceAll("[_.].*", "")
                        .toUpperCase(Locale.ROOT);
    }

    private static String bound(String word, @Nullable Instant at) {
        return at == null ? "" : word + at.toString().replace("T00:00:00Z", "");
    }

    private static String shown(@Nullable String value) {
        return Stream.ofNullable(value)
                .map(text -> text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...")
                .findFirst()
                .orElse("-");
    }
}
