package io.ffe.pipeline;

import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.Service;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    /** Points that come with snapshots or orders, at which nobody was frozen. Those of a start are left to the kills. */
    List<String> neverFrozen() {
        return CrashPoint.ALL.stream()
                .filter(point -> point.reached() == CrashPoint.Reached.ALWAYS
                        || point.reached() == CrashPoint.Reached.WITH_ORDERS)
                .filter(point -> freezes(point) == 0)
                .map(CrashPoint::name)
                .toList();
    }

    /** Deaths of these components in all parts. */
    long kills(Set<String> components) {
        return reports.stream()
                .flatMap(report -> report.deaths().entrySet().stream())
                .filter(deaths -> components.contains(deaths.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("# Crash matrix\n\n");
        page.append("Written by `CrashMatrixST`; to do it again: `./ffe test --full`, or this part of it alone:\n\n");
        page.append("```\n").append(CrashMatrix.wholeCommand(seed)).append("\n```\n\n");
        page.append(
                        "Each part replays the same two markets in lock-step while processes die or stand still. After each replay")
                .append(
                        " the identities\nhave to hold, no clientOrderId may be twice in the paper venue's journal, and every bar,")
                .append(
                        " snapshot, decision, verdict and execution\nhas to be the one of a replay in peace, by coreHash.")
                .append(
                        " A part with a single difference has no result, and without all\nresults this page is not written.\n\n");
        page.append("| | |\n|---|---|\n");
        row(
                page,
                "seeds",
                reports.stream()
                        .map(CrashReport::seed)
                        .distinct()
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ")));
        row(page, "kills of services", kills(services()));
        row(page, "kills of PostgreSQL", kills(Set.of(Embedded.POSTGRES)));
        row(page, "kills of the broker", kills(Set.of(Embedded.KAFKA)));
        row(
                page,
                "freezes (SIGSTOP for " + CrashRun.FROZEN.toSeconds() + " s, then SIGCONT)",
                acts("freeze ").count());
        row(page, "violations", 0);
        row(page, "orders that are twice in the venue's journal", 0);
        row(
                page,
                "replays, snapshots, orders",
                reports.stream().mapToInt(CrashReport::rounds).sum() + ", "
                        + reports.stream().mapToLong(CrashReport::snapshots).sum() + ", "
                        + reports.stream().mapToLong(CrashReport::orders).sum());
        row(
                page,
                "orders that were in doubt for a while (UNKNOWN on record)",
                reports.stream().mapToLong(CrashReport::doubts).sum());
        row(page, "from a kill to two further beats of the whole pipeline, median and longest", recoveries());
        row(
                page,
                "duration",
                Duration.ofSeconds(reports.stream()
                                        .mapToLong(CrashReport::seconds)
                                        .sum())
                                .toMinutes() + " minutes");
        row(
                page,
                "machine",
                Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + ", Java "
                        + Runtime.version() + "; versions of everything else: `pom.xml`");
        page.append("\n## Kills by process\n\n| process | kills |\n|---|---|\n");
        Stream.concat(
                        Arrays.stream(Service.values()).map(Service::module),
                        Stream.of(Embedded.POSTGRES, Embedded.KAFKA))
                .forEach(component -> row(page, component, kills(Set.of(component))));
        page.append(
                "\n## Parts\n\n| part | seed | replays | acts | deaths | snapshots | orders | seconds |\n|---|---|---|---|---|---|---|---|\n");
        for (CrashReport report : reports) {
            row(
                    page,
                    report.part(),
                    report.seed(),
                    report.rounds(),
                    report.done().size(),
                    report.deaths().values().stream().mapToLong(Long::longValue).sum(),
                    report.snapshots(),
                    report.orders(),
                    report.seconds());
        }
        page.append("\n## Points\n\n| point | moment | killed | frozen |\n|---|---|---|---|\n");
        for (CrashPoint point : CrashPoint.ALL) {
            row(page, "`" + point.name() + "`", point.moment(), kills(point), freezes(point));
        }
        page.append("\n## What has to hold\n\n| moment | the process dies | afterwards |\n|---|---|---|\n");
        for (CrashPoint.Moment moment : CrashPoint.Moment.values()) {
            row(page, moment, moment.when(), moment.promise());
        }
        page.append(
                        "\nC4 is tried by killing PostgreSQL under load. Decision, risk and execution are frozen while a second instance of\n")
                .append(
                        "the stage runs, which takes over what it can; market data and the paper venue are one of a kind, so freezing\n")
                .append("them only keeps everybody waiting. Killed anywhere: by SIGKILL from outside, at random.\n");
        return page.toString();
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
                : seconds(millis[millis.length / 2]) + ", " + seconds(millis[millis.length - 1])
                        + ", waiting for the point included";
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static Set<String> services() {
        return Arrays.stream(Service.values()).map(Service::module).collect(Collectors.toSet());
    }

    private static void row(StringBuilder page, Object... cells) {
        page.append("| ")
                .append(Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ")))
                .append(" |\n");
    }
}
