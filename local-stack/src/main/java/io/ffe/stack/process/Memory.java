package io.ffe.stack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Resident memory of a process in KiB, now and at its highest, as Linux counts it. */
public record Memory(long residentKib, long peakKib) {

    /** Empty where there is no {@code /proc}, or the process is gone. */
    public static Optional<Memory> of(long pid) {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        try {
            if (!Files.isReadable(status)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(status);
            return Optional.of(new Memory(kib(lines, "VmRSS:"), kib(lines, "VmHWM:")));
        } catch (IOException gone) {
            return Optional.empty();
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
