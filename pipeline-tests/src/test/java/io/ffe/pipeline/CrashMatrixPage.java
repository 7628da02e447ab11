package io.ffe.pipeline;

import io.ffe.pipeline.CrashReport.Replayed;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.Service;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/verification/crash-matrix.md}: what was killed and frozen, where, how often, and what came of it. */
final class CrashMatrixPage {

    private final long seed;
    private final List<CrashReport> reports;

    CrashMatrixPage(long seed, List<CrashReport> reports) {
        this.seed = seed;
        this.reports = List.copyOf(reports);
    }

    /** Points at which nobody died. */
    List<String> neverKilled() {
        return CrashPoint.ALL.stream()
                .filter(point -> kills(point) == 0)
                .map(CrashPoint::name)
                .toList();
    }

    /** Points at which nobody was frozen. */
    List<String> neverFrozen() {
        return CrashPoint.ALL.stream()
                .filter(point -> freezes(point) == 0)
                .map(CrashPoint::name)
                .toList();
    }

    /** Deaths of these components in all parts. */
    long kills(Set<String> components) {
        return components.stream()
                .mapToLong(component -> sum(report -> report.deaths(component)))
                .sum();
    }

    String markdown() {
        return head() + summary() + processes() + parts() + points() + promises();
    }

    private String head() {
        return """
                # Crash matrix

                Written by `CrashMatrixST`. To do it again: `./ffe test --full`, or it alone:

                ```
                %s
                ```

                Each part replays the same two markets in lock-step while processes die or stand still. After each replay the audit has to
                find nothing, no clientOrderId may be twice in the paper venue's journal, and every bar, snapshot, decision, verdict and
                execution has to be the one of a replay in peace, by coreHash.

                """.formatted(CrashMatrix.wholeCommand(seed));
    }

    private String summary() {
        return table(
                List.of("what", "how many"),
                Stream.of(
                        row("seeds", distinct(CrashReport::seed)),
                        row("kills of services", kills(services())),
                        row("kills of PostgreSQL", kills(Set.of(Embedded.POSTGRES))),
                        row("kills of the broker", kills(Set.of(Embedded.KAFKA))),
                        row(
                                "freezes, each " + CrashRun.FROZEN.toSeconds() + " s",
                                acts("freeze ").count()),
                        row("things that the audit looked at", ofReplays(Replayed::checked)),
                        row("violations", ofReplays(Replayed::violations)),
                        row("orders that are twice in the venue's journal", ofReplays(Replayed::doubleOrders)),
                        row("events that are not those of the replay in peace", ofReplays(Replayed::differences)),
                        row("replays", sum(report -> report.replays().size())),
                        row("snapshots", ofReplays(Replayed::snapshots)),
                        row("orders", ofReplays(Replayed::orders)),
                        row("executions that record a doubt about an order", ofReplays(Replayed::doubts)),
                        row("from arming to two further beats of all stages", recoveries()),
                        row("minutes", sum(CrashReport::seconds) / 60),
                        row("machine", Runtime.getRuntime().availableProcessors() + " cores"),
                        row("Java", Runtime.version())));
    }

    private String processes() {
        return "\n## Kills by process\n\n"
                + table(
                        List.of("process", "kills"),
                        Stream.concat(services().stream().sorted(), Stream.of(Embedded.POSTGRES, Embedded.KAFKA))
                                .map(component -> row(component, kills(Set.of(component)))));
    }

    private String parts() {
        return "\n## Parts\n\n"
                + table(
                        List.of("part", "seed", "replays", "acts", "snapshots", "orders", "seconds"),
                        reports.stream()
                                .map(report -> row(
                                        report.part(),
                                        report.seed(),
                                        report.replays().size(),
                                        report.done().size(),
                                        report.sum(Replayed::snapshots),
                                        report.sum(Replayed::orders),
                                        report.seconds())));
    }

    private String points() {
        return "\n## Points\n\n"
                + table(
                        List.of("point", "moment", "killed", "frozen"),
                        CrashPoint.ALL.stream()
                                .map(point ->
                                        row("`" + point.name() + "`", point.moment(), kills(point), freezes(point))));
    }

    private static String promises() {
        return "\n## What has to hold\n\n"
                + table(
                        List.of("moment", "the process dies", "afterwards"),
                        Arrays.stream(CrashPoint.Moment.values())
                                .map(moment -> row(moment, moment.when(), moment.promise())))
                + """

                C4 is tried by killing PostgreSQL under load. Decision, risk and execution are frozen while a second instance of the
                stage runs, which takes over what it can. Market data and the paper venue are one of a kind, and a stage that recovers
                is frozen alone: then everybody waits. Killed anywhere: by SIGKILL from outside, at random.
                """;
    }

    private long kills(CrashPoint point) {
        long recovering = point.name().endsWith(".relay-took-lead")
                ? acts("kill decision, risk").count() * CrashPlan.RECOVERIES
                : 0;
        return recovering + acts("kill " + point.name() + "@").count();
    }

    private long freezes(CrashPoint point) {
        return acts("freeze " + point.name())
                .filter(act -> act.act().equals("freeze " + point.name()))
                .count();
    }

    private Stream<CrashReport.Done> acts(String start) {
        return reports.stream()
                .flatMap(report -> report.done().stream())
                .filter(act -> act.act().startsWith(start));
    }

    private String recoveries() {
        long[] millis = acts("kill ")
                .filter(act -> services().contains(act.victim()))
                .mapToLong(CrashReport.Done::millis)
                .sorted()
                .toArray();
        return millis.length == 0
                ? "none"
                : "median " + seconds(millis[millis.length / 2]) + ", longest " + seconds(millis[millis.length - 1]);
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private long sum(ToLongFunction<CrashReport> of) {
        return reports.stream().mapToLong(of).sum();
    }

    private long ofReplays(ToLongFunction<Replayed> of) {
        return sum(report -> report.sum(of));
    }

    private String distinct(ToLongFunction<CrashReport> of) {
        return reports.stream()
                .mapToLong(of)
                .distinct()
                .sorted()
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", "));
    }

    private static Set<String> services() {
        return Arrays.stream(Service.values()).map(Service::module).collect(Collectors.toSet());
    }

    private static String table(List<String> columns, Stream<String> rows) {
        return row(columns.toArray()) + "|---".repeat(columns.size()) + "|\n" + rows.collect(Collectors.joining());
    }

    private static String row(Object... cells) {
        return Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
