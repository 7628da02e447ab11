package io.ffe.stack.run;

import com.fasterxml.jackson.core.type.TypeReference;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.postgres.PostgresEndpoint;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.token.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The folder of one run, {@code .ffe/runs/RUN}: all its data, its logs and what is written down about it. */
public record RunFolder(Path path) {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** A folder for a new run, named after its kind, the time, and four digits against two starts in one second. */
    static RunFolder create(Path runs, FeedOptions.Kind kind, Clock clock, RandomGenerator random) {
        String id =
                kind.label() + "-" + STAMP.format(clock.instant()) + String.format("-%04x", random.nextInt(0x10000));
        Path path = runs.resolve(id);
        try {
            Files.createDirectories(path.resolve("venue"));
        } catch (IOException refused) {
            throw Problem.failure(path + " cannot be made: " + refused.getMessage(), refused);
        }
        return new RunFolder(path);
    }

    /** All runs of a {@code .ffe} folder, newest first; folders without a readable {@code run.json} are none. */
    public static List<RunFolder> all(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(runs)) {
            return entries.map(RunFolder::new)
                    .filter(folder -> folder.record().isPresent())
                    .sorted(Comparator.comparing((RunFolder folder) ->
                                    folder.record().orElseThrow().startedAt())
                            .reversed())
                    .toList();
        } catch (IOException unreadable) {
            throw Problem.failure(runs + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    public String id() {
        return String.valueOf(path.getFileName());
    }

    public Path logs() {
        return path.resolve("logs");
    }

    public Path venueJournal() {
        return path.resolve("venue/journal.jsonl");
    }

    /** Where execution keeps the trading state for when nothing else answers. */
    public Path tradingStateFile() {
        return path.resolve("execution/trading-state.json");
    }

    public Path venueTokenFile() {
        return path.resolve("tokens/execution-service.jwt");
    }

    /** What the run is and how it went. */
    public Optional<RunRecord> record() {
        return read("run.json", RunRecord.class);
    }

    /** When something of the run was last written: of one that was killed, about when that was. */
    public Instant lastWritten() {
        try (Stream<Path> entries = Files.list(Files.isDirectory(logs()) ? logs() : path)) {
            Instant last = Instant.EPOCH;
            for (Path entry : entries.toList()) {
                Instant written = Files.getLastModifiedTime(entry).toInstant();
                last = written.isAfter(last) ? written : last;
            }
            return last;
        } catch (IOException unreadable) {
            throw Problem.failure(path + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Removes files of this folder, of which some may not be there. */
    public void forget(List<String> names) {
        for (String name : names) {
            try {
                Files.deleteIfExists(path.resolve(name));
            } catch (IOException refused) {
                throw Problem.failure(
                        path.resolve(name) + " cannot be removed: " + WritableFolder.reason(refused), refused);
            }
        }
    }

    /** Writes down what the run is and how it goes. */
    public void write(RunRecord record) {
        write("run.json", record);
    }

    /** A JSON file of this folder; empty when it is absent or torn. */
    public <T> Optional<T> read(String name, Class<T> type) {
        Path file = path.resolve(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.mapper().readValue(file.toFile(), type));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Replaces a JSON file of this folder at once. */
    public void write(String name, Object content) {
        write(path.resolve(name), content);
    }

    static void write(Path file, Object content) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            throw Problem.failure(
                    file + " cannot be written: " + refused.getMessage()
                            + ". Is the disk full or the folder read-only?",
                    refused);
        }
    }

    /** How each database of this run is reached, by its name. @param postgres {@code HOST:PORT} of the server it is on now */
    public Map<String, Databases.Access> databases(String postgres) {
        Map<String, String> passwords = passwords(List.of(), Databases::randomPassword);
        Map<String, Databases.Access> databases = new TreeMap<>();
        Service.databases()
                .forEach(name -> databases.put(
                        name,
                        new Databases.Access(
                                "jdbc:postgresql://" + postgres + "/" + name,
                                name,
                                Optional.ofNullable(passwords.get(name))
                                        .orElseThrow(() -> Problem.failure("run " + id() + " has no password for "
                                                + name + " in " + path.resolve("passwords.json")
                                                + ": it was never started")))));
        return databases;
    }

    /** The role that may do anything on this run's server. @param postgres {@code HOST:PORT} of the server it is on now */
    public PostgresEndpoint administrator(String postgres) {
        String password = Optional.ofNullable(
                        passwords(List.of(), Databases::randomPassword).get("postgres"))
                .orElseThrow(() -> Problem.failure("run " + id() + " has no password of its server in "
                        + path.resolve("passwords.json") + ": it was never started"));
        int colon = postgres.lastIndexOf(':');
        return new PostgresEndpoint(
                postgres.substring(0, colon),
                Integer.parseInt(postgres.substring(colon + 1)),
                "postgres",
                "postgres",
                password);
    }

    /** Passwords of this run's databases by role, made at its first start and kept for its owner alone. */
    Map<String, String> passwords(List<String> roles, Supplier<String> fresh) {
        Path file = path.resolve("passwords.json");
        try {
            Map<String, String> known = Files.exists(file)
                    ? new TreeMap<>(Json.mapper().readValue(file.toFile(), new TypeReference<Map<String, String>>() {}))
                    : new TreeMap<>();
            roles.forEach(role -> known.computeIfAbsent(role, absent -> fresh.get()));
            PrivateFiles.write(file, Json.mapper().writeValueAsString(known));
            return known;
        } catch (IOException unreadable) {
            throw Problem.failure(
                    file + " with the passwords of run " + id() + " cannot be read: " + unreadable.getMessage()
                            + ". Start another run with --new",
                    unreadable);
        }
    }
}
