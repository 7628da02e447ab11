package io.ffe.stack.run;

import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the run that is up can be reached; {@code .ffe/current.json} exists exactly as long.
 *
 * @param pid of the runner
 */
public record CurrentRun(
        String runId,
        Path folder,
        long pid,
        Instant startedAt,
        String infrastructure,
        String bootstrapServers,
        String postgres,
        List<Part> services) {

    /**
     * A service.
     *
     * @param pid of its newest process
     */
    public record Part(String name, int port, String url, long pid, Path log) {}

    /**
     * The run that is up, or empty. A file whose runner is dead is none, also while somebody else holds the folder: the ports in it
     * are nobody's, or another's.
     */
    public static Optional<CurrentRun> read(Home home) {
        return UpLock.current(home.lockFile())
                .filter(UpLock.Holder::isUp)
                .flatMap(holder -> written(home).filter(run -> run.runId().equals(holder.runId())));
    }

    private static Optional<CurrentRun> written(Home home) {
        try {
            return Optional.of(Json.mapper().readValue(home.currentFile().toFile(), CurrentRun.class));
        } catch (IOException notYetOrTorn) {
            return Optional.empty();
        }
    }

    /** {@code HOST:PORT} of the PostgreSQL server. */
    public String postgresAddress() {
        return postgres.replaceFirst("^[^@]*@", "").replaceFirst("/.*$", "");
    }

    /** Makes it known to other commands. */
    public void write(Home home) {
        RunFolder.write(home.currentFile(), this);
    }

    /** All instances of a service, the first one first. */
    public List<Part> instances(Service service) {
        return services.stream()
                .filter(part -> part.name().equals(service.module())
                        || part.name().matches(Pattern.quote(service.module()) + "-[0-9]+"))
                .toList();
    }

    /** The service with this name, or this name without {@code -service}. */
    public Optional<Part> service(String name) {
        return services.stream()
                .filter(part -> part.name().equals(name) || part.name().equals(name + "-service"))
                .findFirst();
    }
}
