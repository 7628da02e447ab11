package io.ffe.stack.process;

import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a process that was started, written so that a later run can find it again. Process ids are used again
 * by the system, so it also has when the process started and something that stands on the command line.
 *
 * @param startedAt as the operating system says; on Linux this moves when the clock is set
 * @param mark part of the command line that no other program has
 * @param sinceBoot absent where there is no {@code /proc}, and in files of versions that did not write it
 * @param startedBy process id of the runner; absent in files of versions that did not write it
 */
public record PidFile(
        String component,
        long pid,
        Instant startedAt,
        String mark,
        StopSignal stopSignal,
        @Nullable SinceBoot sinceBoot,
        @Nullable Long startedBy) {

    /** The system's clock ticks coarsely and its boot time is corrected now and then. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /**
     * When a process started, by no clock that can be set.
     *
     * @param bootId of the machine's boot, as Linux names it
     * @param ticks from that boot to the start of the process
     */
    public record SinceBoot(String bootId, long ticks) {}

    /** What became of the process. */
    public sealed interface Outcome {

        /** It still runs. */
        record Running(ProcessHandle process) implements Outcome {}

        /** It has ended; its id may be another process's by now. */
        record Ended() implements Outcome {}

        /** A process with its id runs and may be it. @param why that cannot be said */
        record Unclear(String why) implements Outcome {}
    }

    public static PidFile of(String component, ProcessHandle process, String mark, StopSignal stopSignal) {
        return new PidFile(
                component,
                process.pid(),
                process.info().startInstant().orElse(Instant.EPOCH),
                mark,
                stopSignal,
                sinceBoot(ProcStat.of(process.pid())).orElse(null),
                ProcessHandle.current().pid());
    }

    /** What a file says; empty when it is gone or was not written completely. */
    public static Optional<PidFile> read(Path file) {
        try {
            return Optional.of(Json.mapper().readValue(file.toFile(), PidFile.class));
        } catch (IOException goneOrTorn) {
            return Optional.empty();
        }
    }

    public void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Json.mapper().writeValueAsBytes(this));
        } catch (IOException refused) {
            throw Problem.failure(file + " cannot be written: " + refused.getMessage(), refused);
        }
    }

    /** The process, if it still runs and is the one that was meant. */
    public Optional<ProcessHandle> running() {
        return look() instanceof Outcome.Running(ProcessHandle process) ? Optional.of(process) : Optional.empty();
    }

    /** Looks whether the process still runs. */
    public Outcome look() {
        Optional<ProcStat> stat = ProcStat.of(pid);
        Optional<ProcessHandle> found = ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(alive -> stat.filter(ProcStat::isOver).isEmpty());
        if (found.isEmpty()) {
            return new Outcome.Ended();
        }
        ProcessHandle process = found.get();
        String command = CommandLine.of(pid);
        if (!command.isEmpty() && !command.contains(mark)) {
            return new Outcome.Ended();
        }
        Optional<SinceBoot> now = sinceBoot(stat);
        if (sinceBoot != null && now.isPresent()) {
            return sinceBoot.equals(now.get()) ? marked(process, command) : new Outcome.Ended();
        }
        Optional<Instant> started = process.info().startInstant();
        if (started.filter(instant -> !isClose(instant)).isEmpty()) {
            return marked(process, command);
        }
        return command.isEmpty()
                ? new Outcome.Ended()
                : new Outcome.Unclear("has '" + mark + "' on its command line, but started at " + started.get()
                        + " by the clock of now, expected " + startedAt + " (was the clock set?)");
    }

    /** True while the runner that started it lives: the system gives the children of a dead one to another. */
    boolean isSupervised() {
        return startedBy != null
                && ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .map(ProcessHandle::pid)
                        .filter(startedBy::equals)
                        .isPresent();
    }

    private static Outcome marked(ProcessHandle process, String command) {
        return command.isEmpty() ? new Outcome.Unclear("does not show its command line") : new Outcome.Running(process);
    }

    private boolean isClose(Instant started) {
        return Duration.between(startedAt, started).abs().compareTo(TOLERANCE) <= 0;
    }

    private static Optional<SinceBoot> sinceBoot(Optional<ProcStat> stat) {
        return stat.flatMap(its -> ProcStat.bootId().map(boot -> new SinceBoot(boot, its.startTicks())));
    }
}
