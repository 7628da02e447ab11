package io.ffe.stack.backup;

import io.ffe.stack.Problem;
import io.ffe.stack.postgres.PostgresEndpoint;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Versions of the databases' schemas: what a database has, and what a build brings. Migrations go forward only, and Flyway passes
 * over migrations that it does not know: an older build would work on a schema that it was not made for.
 */
public final class Schemas {

    private static final Pattern MIGRATION = Pattern.compile("db/migration/V([0-9]+(?:_[0-9]+)*)__.+\\.sql");
    private static final Comparator<String> BY_NUMBERS =
            Comparator.comparing(Schemas::numbers, (one, other) -> Arrays.compare(one, other));

    private Schemas() {}

    /** Highest migration that each of the run's databases has had; those without any are left out. */
    public static Map<String, String> applied(PostgresEndpoint server) {
        Map<String, String> applied = new TreeMap<>();
        for (Service service : Service.values()) {
            service.database().ifPresent(name -> applied(server, name).ifPresent(found -> applied.put(name, found)));
        }
        return applied;
    }

    private static Optional<String> applied(PostgresEndpoint server, String database) {
        try (Connection connection = server.connect(database);
                Statement sql = connection.createStatement()) {
            try (ResultSet there = sql.executeQuery("SELECT to_regclass('flyway_schema_history') IS NOT NULL")) {
                there.next();
                if (!there.getBoolean(1)) {
                    return Optional.empty();
                }
            }
            Optional<String> highest = Optional.empty();
            try (ResultSet rows = sql.executeQuery(
                    "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL")) {
                while (rows.next()) {
                    highest = Optional.of(higher(highest, rows.getString(1)));
                }
            }
            return highest;
        } catch (SQLException refused) {
            if ("3D000".equals(refused.getSQLState())) {
                return Optional.empty();
            }
            throw Problem.failure(
                    "the schema of " + database + " cannot be read on " + server + ": " + refused.getMessage(),
                    refused);
        }
    }

    /**
     * Highest migration in each packaged application, by the database that it is for.
     *
     * @param applications folder of the packaged application, by service
     */
    public static Map<String, String> packaged(Map<Service, Path> applications) {
        Map<String, String> packaged = new TreeMap<>();
        applications.forEach((service, folder) -> service.database()
                .ifPresent(database ->
                        highestIn(folder.resolve("app")).ifPresent(found -> packaged.put(database, found))));
        return packaged;
    }

    private static Optional<String> highestIn(Path jars) {
        Optional<String> highest = Optional.empty();
        if (!Files.isDirectory(jars)) {
            return highest;
        }
        try (Stream<Path> files = Files.list(jars)) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (JarFile entries = new JarFile(jar.toFile())) {
                    for (String name : entries.stream().map(Object::toString).toList()) {
                        Matcher migration = MIGRATION.matcher(name);
                        if (migration.matches()) {
                            highest = Optional.of(
                                    higher(highest, migration.group(1).replace('_', '.')));
                        }
                    }
                }
            }
            return highest;
        } catch (IOException unreadable) {
            throw Problem.failure("the packaged application in " + jars + " cannot be read: " + unreadable, unreadable);
        }
    }

    /** The databases whose schema is newer than a build's, in words; empty when the build can work on all of them. */
    public static List<String> newer(Map<String, String> applied, Map<String, String> packaged) {
        return applied.entrySet().stream()
                .filter(database ->
                        BY_NUMBERS.compare(database.getValue(), packaged.getOrDefault(database.getKey(), "0")) > 0)
                .map(database -> database.getKey() + " is at V" + database.getValue() + ", the build brings up to V"
                        + packaged.getOrDefault(database.getKey(), "0"))
                .toList();
    }

    private static String higher(Optional<String> one, String other) {
        return one.filter(known -> BY_NUMBERS.compare(known, other) >= 0).orElse(other);
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }
}
