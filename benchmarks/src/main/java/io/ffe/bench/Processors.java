package io.ffe.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Time that processes spent on processors, from {@code /proc}; in seconds, in steps of a hundredth. Linux only. */
final class Processors {

    private static final double TICKS_PER_SECOND = 100;
    private static final int FIELDS_AFTER_NAME = 11;

    private Processors() {}

    static boolean measurable() {
        return Files.isReadable(Path.of("/proc/self/stat"));
    }

    /** Of these processes together, user and system. */
    static double seconds(List<Long> pids) {
        return pids.stream().mapToDouble(Processors::seconds).sum();
    }

    private static double seconds(long pid) {
        return ticks(fields(pid), FIELDS_AFTER_NAME);
    }

    /** User and system time stand side by side. */
    private static double ticks(String[] fields, int at) {
        return (Long.parseLong(fields[at]) + Long.parseLong(fields[at + 1])) / TICKS_PER_SECOND;
    }

    private static String[] fields(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The name stands in brackets and may hold anything, so fields are counted from the last bracket on.
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException gone) {
            throw new UncheckedIOException("process " + pid + " is gone", gone);
        }
    }

    /** Of a process that may be gone: then it is none. */
    static double secondsOrNone(ProcessHandle process) {
        try {
            return seconds(process.pid());
        } catch (UncheckedIOException gone) {
            return 0;
        }
    }

    /** Of children of this process, and their children, that have ended. */
    static double endedChildrenSeconds() {
        String[] fields = fields(ProcessHandle.current().pid());
        return ticks(fields, FIELDS_AFTER_NAME + 2);
    }

    /** Of the whole machine since it started: user, nice and system. */
    static double machineSeconds() {
        try {
            String[] fields =
                    Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
            return (Long.parseLong(fields[1]) + Long.parseLong(fields[2]) + Long.parseLong(fields[3]))
                    / TICKS_PER_SECOND;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("/proc/stat cannot be read", unreadable);
        }
    }
}
