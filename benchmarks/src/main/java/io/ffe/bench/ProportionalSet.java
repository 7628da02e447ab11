package io.ffe.bench;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Memory of several processes together, a page that some of them share counted once, from {@code /proc}. Linux only. */
final class ProportionalSet {

    private static final String FILE = "smaps_rollup";
    private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+([0-9]+) kB$");

    private ProportionalSet() {}

    /** @throws Problem where it cannot be measured */
    static void check() {
        if (!Files.isReadable(Path.of("/proc/self", FILE))) {
            throw Problem.failure(
                    "memory cannot be measured here: /proc/self/" + FILE + " is not there, it is Linux's");
        }
    }

    /** KiB of processes with all their children. */
    static long kib(List<ProcessHandle> processes) throws IOException {
        long sum = 0;
        for (ProcessHandle process : processes.stream()
                .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
                .toList()) {
            // PostgreSQL's workers come and go.
            sum += process.isAlive() ? kib(process) : 0;
        }
        return sum;
    }

    private static long kib(ProcessHandle process) throws IOException {
        Path file = Path.of("/proc", String.valueOf(process.pid()), FILE);
        Matcher matcher = PSS.matcher(Files.readString(file));
        if (!matcher.find()) {
            throw new IOException(file + " has no line like " + PSS);
        }
        return Long.parseLong(matcher.group(1));
    }
}
