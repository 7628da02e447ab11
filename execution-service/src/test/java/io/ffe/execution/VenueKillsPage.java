package io.ffe.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/verification/venue-kills.md}: what {@link VenueKillsIT} has really seen, nothing else. */
final class VenueKillsPage {

    private static final Path PAGE = Path.of("..", "docs", "verification", "venue-kills.md");
    private static final int ASKED_FOR = 200;

    private VenueKillsPage() {}

    /** @param during an entry or an exit */
    record Kill(String point, String during, int turn) {}

    /**
     * @param unprotected the longest time that a position was without protection while execution was at work
     * @param orders that the venue has taken
     * @param held false when a promise was broken; the tests' report says which
     */
    record Part(String venue, int part, long seed, List<Kill> kills, Duration unprotected, int orders, boolean held) {}

    static void write(long seed, List<Part> parts, Duration took) throws IOException {
        List<Kill> kills = parts.stream().flatMap(part -> part.kills().stream()).toList();
        long broken = parts.stream().filter(part -> !part.held()).count();
        Duration longest =
                parts.stream().map(Part::unprotected).max(Duration::compareTo).orElse(Duration.ZERO);
        String page = """
                # Kills at real venues' stubs

                Written by `VenueKillsIT`: execution-service as a process of its own, killed by SIGKILL at named points while it trades at a
                server that speaks Coinbase's or OANDA's words and outlives it. To do it again:

                ```
                ./mvnw verify -pl execution-service,paper-venue -am -Dtest=none -Dit.test=VenueKillsIT -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dffe.test.full=true -Dffe.test.seed=%d -Dffe.kills.parts=%d
                ```

                After each kill: every client id and every intent has one order at the venue, position and cash in the books are the
                venue's, entries are open, the ledger's sums are zero. A part in which any of that failed is a broken one.

                """.formatted(
                                seed, parts.stream().mapToInt(Part::part).max().orElse(0))
                + table(
                        List.of("what", "how many"),
                        Stream.of(
                                row("kills", kills.size()),
                                row("parts", parts.size()),
                                row("parts in which a promise was broken", broken),
                                row("longest time without protection while at work", seconds(longest)),
                                row("minutes", took.toMinutes()),
                                row("Java", Runtime.version())))
                + (kills.size() < ASKED_FOR
                        ? "\n**Not run whole**: " + kills.size() + " kills of the " + ASKED_FOR
                                + " that the long version is for.\n"
                        : "")
                + "\n## Parts\n\n"
                + table(
                        List.of("venue", "part", "seed", "kills", "orders taken", "longest without protection", "held"),
                        parts.stream()
                                .map(part -> row(
                                        part.venue(),
                                        part.part(),
                                        part.seed(),
                                        part.kills().size(),
                                        part.orders(),
                                        seconds(part.unprotected()),
                                        part.held() ? "yes" : "**no**")))
                + "\n## Points\n\n"
                + table(
                        List.of("point", "during entries", "during exits"),
                        byPoint(kills).entrySet().stream()
                                .map(each -> row(
                                        "`" + each.getKey() + "`",
                                        during("entry", each.getValue()),
                                        during("exit", each.getValue()))));
        Files.writeString(PAGE, page);
    }

    private static Map<String, List<Kill>> byPoint(List<Kill> kills) {
        return kills.stream()
                .collect(Collectors.groupingBy(
                        Kill::point, TreeMap::new, Collectors.mapping(Function.identity(), Collectors.toList())));
    }

    private static long during(String what, List<Kill> kills) {
        return kills.stream().filter(kill -> kill.during().equals(what)).count();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }

    private static String table(List<String> columns, Stream<String> rows) {
        return row(columns.toArray()) + "|---".repeat(columns.size()) + "|\n" + rows.collect(Collectors.joining());
    }

    private static String row(Object... cells) {
        return Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
