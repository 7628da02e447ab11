package io.ffe.stack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The full command line of a running process. */
final class CommandLine {

    private CommandLine() {}

    /** Arguments with blanks between them; empty when the process is gone or not ours to look at. */
    static String of(long pid) {
        // ProcessHandle cuts long command lines at 4096 bytes, and the mark we look for may stand behind a class path.
        Path file = Path.of("/proc", String.valueOf(pid), "cmdline");
        try {
            if (Files.isReadable(file)) {
                return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .replace('\0', ' ')
                        .trim();
            }
        } catch (IOException gone) {
            return "";
        }
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .orElse("");
    }
}
