package io.ffe.stack.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * How much of this machine's processors was left to a test since a moment: everything but what strangers took. A promise of
 * seconds is made for a machine that is ours; where others work on it too, it is held against the share that was ours.
 *
 * <p>Ours are this process and all processes below it, those that have ended meanwhile included. Counts clock ticks of
 * {@code /proc}; where there is none, the whole machine was ours.
 */
public final class MachineShare {

    private static final Path STAT = Path.of("/proc/stat");

    private final long startNanos = System.nanoTime();
    private final long[] before = machine();
    private final long oursBefore = ours();

    /** The limit, longer by what strangers took; ten times as long at the most. */
    public Duration stretched(Duration limit) {
        return Duration.ofMillis((long) (limit.toMillis() / Math.max(0.1, share())));
    }

    /** A fraction of the processors' time. */
    public double share() {
        long[] now = machine();
        long whole = now[0] - before[0];
        long busy = now[1] - before[1];
        long ours = ours() - oursBefore;
        return whole <= 0 ? 1 : 1 - Math.max(0, busy - ours) / (double) whole;
    }

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Ticks of all processors: all of them, and those in which they worked. */
    private static long[] machine() {
        try {
            if (!Files.isReadable(STAT)) {
                return new long[] {0, 0};
            }
            long[] ticks = Arrays.stream(Files.readAllLines(STAT).getFirst().split(" +"))
                    .skip(1)
                    .limit(8)
                    .mapToLong(Long::parseLong)
                    .toArray();
            long whole = Arrays.stream(ticks).sum();
            return new long[] {whole, whole - ticks[3] - ticks[4]};
        } catch (IOException gone) {
            return new long[] {0, 0};
        }
    }

    /** Ticks that we have worked. What a process has worked moves to its parent when it has ended. */
    private static long ours() {
        return Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .mapToLong(process -> ticks(process.pid()))
                .sum();
    }

    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // Behind the name, which may hold blanks: utime, stime, cutime and cstime are fields 14 to 17.
            return Arrays.stream(stat.substring(stat.lastIndexOf(')') + 2).split(" "))
                    .skip(11)
                    .limit(4)
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }
}
