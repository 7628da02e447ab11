package io.ffe.stack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What Linux says of a process in {@code /proc/PID/stat} (proc_pid_stat(5)).
 *
 * @param state one letter
 * @param startTicks clock ticks from the machine's boot to the start of the process: unlike a time, these stay as they are when
 *     somebody sets the clock
 */
record ProcStat(char state, long startTicks) {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** Of those behind the name, which is the second and may have blanks and parentheses in it. */
    private static final int STATE = 0;

    private static final int START_TICKS = 19;

    /** Empty when the process is gone, and where there is no {@code /proc}. */
    static Optional<ProcStat> of(long pid) {
        return text(Path.of("/proc", String.valueOf(pid), "stat")).flatMap(ProcStat::parse);
    }

    static Optional<ProcStat> parse(String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= START_TICKS || !fields[START_TICKS].matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(new ProcStat(fields[STATE].charAt(0), Long.parseLong(fields[START_TICKS])));
    }

    /** Another one after each boot; empty where there is no {@code /proc}. */
    static Optional<String> bootId() {
        return text(BOOT_ID).map(String::strip);
    }

    /** True when it has ended and only waits for its parent to hear of it. */
    boolean isOver() {
        return state == 'Z' || state == 'X';
    }

    private static Optional<String> text(Path file) {
        try {
            // A name is any bytes, which need not be UTF-8.
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
