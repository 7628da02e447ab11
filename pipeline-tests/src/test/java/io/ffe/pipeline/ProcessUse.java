package io.ffe.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process holds at a moment, from {@code /proc}.
 *
 * @param residentMegabytes of 1,000,000 bytes
 */
record ProcessUse(double residentMegabytes, long threads, long descriptors) {

    private static final Pattern RSS = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB$");

    static ProcessUse of(ProcessHandle process) throws IOException {
        Path folder = Path.of("/proc/" + process.pid());
        Matcher resident = RSS.matcher(Files.readString(folder.resolve("status")));
        if (!resident.find()) {
            throw new IOException("process " + process.pid() + " has no resident memory");
        }
        return new ProcessUse(
                Double.parseDouble(resident.group(1)) * 1_024 / 1_000_000,
                entries(folder.resolve("task")),
                entries(folder.resolve("fd")));
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }
}
