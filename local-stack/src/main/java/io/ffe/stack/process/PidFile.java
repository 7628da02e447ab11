package io.ffe.stack.process;

import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a process that was started, written so that a later run can find it again. Process ids are used again
 * by the system, so it also has the start time and something that stands on the command line.
 *
 * @param startedAt as the operating system says
 * @param mark part of the command line that no other program has
 */
public record PidFile(String component, long pid, Instant startedAt, String mark, StopSignal stopSignal) {

    /** The system's clock ticks coarsely and its boot time is corrected now and then. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    public static PidFile of(String component, ProcessHandle process, String mark, StopSignal stopSignal) {
        return new PidFile(
                component, process.pid(), process.info().startInstant().orElse(Instant.EPOCH), mark, stopSignal);
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
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> CommandLine.of(pid).contains(mark))
                .filter(process -> process.info()
                        .startInstant()
                        .map(started ->
                                Duration.between(startedAt, started).abs().compareTo(TOLERANCE) <= 0)
                        .orElse(true));
    }
}
