package io.ffe.stack.doctor;

import io.ffe.stack.view.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the machine has left for processes that are about to start. */
public final class MemoryCheck implements Check {

    /** Measured with four symbols: services 200 to 300 MB each, Kafka 250, PostgreSQL and the auditor 150 (run.json, memory). */
    static final long STACK_KIB = 2_000L * 1024;

    private final Path meminfo;
    private final boolean up;

    /** @param up whether the stack runs already and has its memory */
    public MemoryCheck(boolean up) {
        this(Path.of("/proc/meminfo"), up);
    }

    MemoryCheck(Path meminfo, boolean up) {
        this.meminfo = meminfo;
        this.up = up;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Finding> look() {
        if (!Files.isReadable(meminfo)) {
            return List.of(Finding.skipped(name(), "memory", "this system has no " + meminfo));
        }
        long available = available();
        String value = Figures.memory(available) + " available";
        if (up || available >= STACK_KIB) {
            return List.of(Finding.ok(name(), "memory", value));
        }
        return List.of(Finding.warning(
                name(),
                "memory",
                value,
                Figures.memory(STACK_KIB) + " for a whole stack",
                "end other programs, or start with fewer symbols: ./ffe up --symbols BTCUSDT"));
    }

    private long available() {
        try {
            return Files.readAllLines(meminfo).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
