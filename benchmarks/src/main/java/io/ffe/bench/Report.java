package io.ffe.bench;

import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a run has found, where and how; for people and for programs. */
final class Report {

    private static final List<String> HEAD =
            List.of("benchmark", "measured", "FFE", "peer", "compared", "floor", "aim", "verdict");

    private final Clock clock;
    private final String command;
    private final Instant begun;
    private final @Nullable MachineUse use;
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable Double others;

    private Report(Clock clock, String command) {
        this.clock = clock;
        this.command = command;
        this.begun = clock.instant();
        this.use = Processors.measurable() ? MachineUse.begin() : null;
    }

    static Report begin(Clock clock, String command) {
        return new Report(clock, command);
    }

    void add(List<Finding> more) {
        findings.addAll(more);
    }

    /** After the last one: looks how much of the machine others used meanwhile. */
    void end() {
        others = use == null ? null : use.othersSince();
    }

    boolean missed() {
        return findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.MISSED);
    }

    /** Columns of equal width. */
    String table() {
        List<List<String>> rows = rows();
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.append("medians of rounds (lowest-highest); ")
                .append(machine())
                .append('\n')
                .toString();
    }

    /** {@code benchmarks.md} and {@code benchmarks.json} in the folder. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("benchmarks.md"), markdown(), StandardCharsets.UTF_8);
        Files.writeString(
                folder.resolve("benchmarks.json"),
                Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n",
                StandardCharsets.UTF_8);
    }

    private String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("# Benchmarks\n\nWritten by `")
                .append(command)
                .append("`, ")
                .append(begun)
                .append(".\n");
        page.append(machine()).append(".\n\n");
        page.append(
                "FFE and its peers on one broker in one run, rounds interleaved; medians of rounds, lowest and highest in brackets. ");
        page.append("Only what is compared means something elsewhere: absolute figures are this machine's.\n\n");
        List<List<String>> rows = rows();
        for (int i = 0; i < rows.size(); i++) {
            page.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                page.append("|---".repeat(HEAD.size())).append("|\n");
            }
        }
        return page.toString();
    }

    private Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", command);
        json.put("at", begun);
        json.put("took", String.valueOf(Duration.between(begun, clock.instant())));
        json.put("machine", machine());
        json.put("findings", findings);
        return json;
    }

    private String machine() {
        String shared = others == null
                ? "how much others used the machine is not known here"
                : "others used " + Spread.number(Objects.requireNonNull(others) * 100) + " % of the machine meanwhile";
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", JDK " + Runtime.version() + ", commit " + commit() + "; " + shared;
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return said.isEmpty() ? "unknown" : said;
        } catch (IOException noGit) {
            return "unknown";
        }
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        rows.addAll(findings.stream().map(Report::row).collect(Collectors.toList()));
        return rows;
    }

    private static List<String> row(Finding finding) {
        Finding.Peer peer = finding.peer();
        Finding.Bound bound = finding.bound();
        return List.of(
                finding.benchmark(),
                finding.what(),
                finding.ffe().text(),
                peer == null ? "" : peer.name() + " " + peer.figure().text(),
                peer == null ? "" : "x " + finding.compared().text(),
                bound == null || !bound.hasFloor() ? "" : bound.sign() + " " + Spread.number(bound.floor()),
                bound == null ? "" : bound.sign() + " " + Spread.number(bound.aim()),
                finding.verdict().text());
    }
}
