package io.ffe.pipeline;

import io.ffe.stack.process.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds at a moment, from {@code /proc}.
 *
 * @param residentMegabytes of 1,000,000 bytes
 */
record ProcessUse(double residentMegabytes, long threads, long descriptors) {

    static ProcessUse of(ProcessHandle process) throws IOException {
        Path folder = Path.of("/proc/" + process.pid());
        Memory memory = Memory.of(process).orElseThrow(() -> new IOException("process " + process.pid() + " is gone"));
        return new ProcessUse(
                memory.residentKib() * 1_024 / 1_000_000.0,
                entries(folder.resolve("task")),
                entries(folder.resolve("fd")));
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }
}
