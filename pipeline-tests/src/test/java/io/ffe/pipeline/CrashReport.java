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

/**
 * What came of one part of the matrix. Kept as a file, so that an interrupted matrix goes on where it was.
 *
 * @param rounds replays that the plan took
 * @param done what happened, in order
 * @param deaths by component, as the runner saw them
 * @param doubts executions that record that nobody knew what became of an order
 */
record CrashReport(
        String part,
        long seed,
        int rounds,
        List<Done> done,
        Map<String, Long> deaths,
        long snapshots,
        long orders,
        long doubts,
        long seconds) {

    /**
     * One act that took place.
     *
     * @param act as the plan has it
     * @param victim the component that died or stood still
     * @param millis until everybody worked again
     */
    record Done(String act, String victim, long millis) {}

    CrashReport {
        done = List.copyOf(done);
        deaths = Map.copyOf(deaths);
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
