package io.ffe.stack.backup;

import io.ffe.stack.Problem;
import io.ffe.stack.postgres.PostgresEndpoint;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Versions of the databases' schemas: what a database has, and what a build brings. Migrations go forward only, and Flyway passes
 * over migrations that it does not know: an older build would work on a schema that it was not made for.
 *
 * <p>A service that reads its inbox has two in one database: its own, and that of common-messaging, whose migrations are numbered from
 * 0.1 and come in between. It is called {@code ffe_risk/messaging}, and compared by itself.
 */
public final class Schemas {

    private static final Pattern OWN = Pattern.compile("db/migration/V([0-9]+(?:_[0-9]+)*)__.+\\.sql");
    private static final Pattern SHARED = Pattern.compile("db/messaging/V([0-9]+(?:_[0-9]+)*)__.+\\.sql");
    private static final String OF_SHARED = "/messaging";

    /** In the settings of a service whose database has the shared schema. */
    private static final String SHARED_LOCATION = "db/messaging";

    private static final Comparator<String> BY_NUMBERS =
            Comparator.comparing(Schemas::numbers, (one, other) -> Arrays.compare(one, other));

    private Schemas() {}

    /** Highest migration that each schema of the run has had; those without any are left out. */
    public static Map<String, String> applied(PostgresEndpoint server) {
        Map<String, String> applied = new TreeMap<>();
        for (Service service : Service.values()) {
            service.database()
                    .ifPresent(name -> applied(server, name)
                            .forEach(version -> applied.merge(
                                    version.startsWith("0.") ? name + OF_SHARED : name, version, Schemas::higher)));
        }
        return applied;
    }

    private static List<String> applied(PostgresEndpoint server, String database) {
        try (Connection connection = server.connect(database);
                Statement sql = connection.createStatement()) {
            try (ResultSet there = sql.executeQuery("SELECT to_regclass('flyway_schema_history') IS NOT NULL")) {
                there.next();
                if (!there.getBoolean(1)) {
                    return List.of();
                }
            }
            List<String> versions = new ArrayList<>();
            try (ResultSet rows = sql.executeQuery(
                    "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL")) {
                while (rows.next()) {
                    versions.add(rows.getString(1));
                }
            }
            return versions;
        } catch (SQLException refused) {
            if ("3D000".equals(refused.getSQLState())) {
                return List.of();
            }
            throw Problem.failure(
                    "the schema of " + database + " cannot be read on " + server + ": " + refused.getMessage(),
                    refused);
        }
    }

    /**
     * Highest migration in each packaged application, by the schema that it is for.
     *
     * @param applications folder of the packaged application, by service
     */
    public static Map<String, String> packaged(Map<Service, Path> applications) {
        Map<String, String> packaged = new TreeMap<>();
        applications.forEach((service, folder) -> service.database().ifPresent(database -> {
            List<Path> own = jars(folder.resolve("app"), "");
            highestIn(own, OWN).ifPresent(found -> packaged.put(database, found));
            if (own.stream().anyMatch(Schemas::hasSharedSchema)) {
                highestIn(jars(folder.resolve("lib/main"), "io.ffe."), SHARED)
                        .ifPresent(found -> packaged.put(database + OF_SHARED, found));
            }
        }));
        return packaged;
    }

    private static List<Path> jars(Path folder, String prefix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)
                            && file.toString().endsWith(".jar"))
                    .toList();
        } catch (IOException unreadable) {
            throw cannotRead(folder, unreadable);
        }
    }

    private static Optional<String> highestIn(List<Path> jars, Pattern pattern) {
        Optional<String> highest = Optional.empty();
        for (Path jar : jars) {
            try (JarFile entries = new JarFile(jar.toFile())) {
                for (String name : entries.stream().map(Object::toString).toList()) {
                    Matcher migration = pattern.matcher(name);
                    if (migration.matches()) {
                        String version = migration.group(1).replace('_', '.');
                        highest = Optional.of(
                                highest.map(one -> higher(one, version)).orElse(version));
                    }
                }
            } catch (IOException unreadable) {
                throw cannotRead(jar, unreadable);
            }
        }
        return highest;
    }

    private static boolean hasSharedSchema(Path jar) {
        try (JarFile entries = new JarFile(jar.toFile())) {
            ZipEntry settings = entries.getEntry("application.properties");
            if (settings == null) {
                return false;
            }
            Properties read = new Properties();
            try (InputStream in = entries.getInputStream(settings)) {
                read.load(in);
            }
            return read.getProperty("quarkus.flyway.locations", "").contains(SHARED_LOCATION);
        } catch (IOException unreadable) {
            throw cannotRead(jar, unreadable);
        }
    }

    private static Problem cannotRead(Path part, IOException unreadable) {
        return Problem.failure("the packaged application's " + part + " cannot be read: " + unreadable, unreadable);
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

    private static String higher(String one, String other) {
        return BY_NUMBERS.compare(one, other) >= 0 ? one : other;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }
}
