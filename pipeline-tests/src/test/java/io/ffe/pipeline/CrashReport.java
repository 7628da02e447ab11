package io.ffe.pipeline;

import com.fasterxml.jackson.core.type.TypeReference;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What came of one part of the matrix. Kept as a file, so that an interrupted matrix goes on where it was.
 *
 * @param done what happened, in order
 * @param replays that the plan took
 */
record CrashReport(String part, long seed, List<Done> done, List<Replayed> replays, long seconds) {

    /**
     * One act that took place.
     *
     * @param act as the plan has it
     * @param victim the component that died or stood still
     * @param millis until everybody worked again
     */
    record Done(String act, String victim, long millis) {}

    /**
     * What was found after one replay.
     *
     * @param deaths by SIGKILL, by component, as the runner saw them
     * @param checked how many things the audit looked at
     * @param violations that it found
     * @param doubts executions that record that nobody knew what became of an order
     * @param doubleOrders clientOrderIds that were accepted again, by the paper venue's journal
     * @param differences events that are not those of the replay in peace
     */
    record Replayed(
            Map<String, Long> deaths,
            long snapshots,
            long orders,
            long checked,
            long violations,
            long doubts,
            long doubleOrders,
            long differences) {

        Replayed {
            deaths = Map.copyOf(deaths);
        }
    }

    CrashReport {
        done = List.copyOf(done);
        replays = List.copyOf(replays);
    }

    /** Of all replays together. */
    long sum(ToLongFunction<Replayed> of) {
        return replays.stream().mapToLong(of).sum();
    }

    /** Deaths of one component in all replays. */
    long deaths(String component) {
        return sum(replay -> replay.deaths().getOrDefault(component, 0L));
    }

    static Optional<CrashReport> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(Json.mapper().readValue(file.toFile(), new TypeReference<CrashReport>() {}))
                    : Optional.empty();
        } catch (IOException torn) {
            return Optional.empty();
        }
    }

    void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
