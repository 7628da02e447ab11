package io.ffe.bench;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Memory of processes, from {@code /proc}; in MB of 1,000,000 bytes. Linux only. */
final class Memory {

    private static final Pattern RSS = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB$");
    private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+([0-9]+) kB$");
    private static final double KB_IN_MB = 1_024 / 1_000_000.0;

    private Memory() {}

    /** @throws Problem where it cannot be measured */
    static void check() {
        if (!Files.isReadable(Path.of("/proc/self/smaps_rollup"))) {
            throw Problem.failure(
                    "memory cannot be measured here: /proc/self/smaps_rollup is not there, it is Linux's");
        }
    }

    /** Resident set. */
    static double resident(ProcessHandle process) throws IOException {
        return megabytes(process, "status", RSS);
    }

    /** Of processes with all their children; a page that several of them share counts once. */
    static double together(List<ProcessHandle> processes) throws IOException {
        double sum = 0;
        for (ProcessHandle process : processes.stream()
                .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
                .toList()) {
            // PostgreSQL's workers come and go.
            sum += process.isAlive() ? megabytes(process, "smaps_rollup", PSS) : 0;
        }
        return sum;
    }

    private static double megabytes(ProcessHandle process, String file, Pattern pattern) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/" + file)));
        if (!matcher.find()) {
            throw new IOException("/proc/" + process.pid() + "/" + file + " has no line like " + pattern);
        }
        return Double.parseDouble(matcher.group(1)) * KB_IN_MB;
    }
}
