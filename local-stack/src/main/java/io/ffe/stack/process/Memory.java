package io.ffe.stack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Resident memory of a process in KiB, now and at its highest, as Linux counts it. Child processes count with what is
 * theirs alone: PostgreSQL's share the rest with their parent.
 */
public record Memory(long residentKib, long peakKib) {

    /** Empty where there is no {@code /proc}, or the process is gone. */
    public static Optional<Memory> of(ProcessHandle process) {
        List<String> own = lines(process.pid());
        if (own.isEmpty()) {
            return Optional.empty();
        }
        long children = process.descendants()
                .mapToLong(child -> kib(lines(child.pid()), "RssAnon:"))
                .sum();
        return Optional.of(new Memory(kib(own, "VmRSS:") + children, kib(own, "VmHWM:") + children));
    }

    private static List<String> lines(long pid) {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        try {
            return Files.isReadable(status) ? Files.readAllLines(status) : List.of();
        } catch (IOException gone) {
            return List.of();
        }
    }

    private static long kib(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
