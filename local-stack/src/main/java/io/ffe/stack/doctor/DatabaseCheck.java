package io.ffe.stack.doctor;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.postgres.DurableSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether a service's database keeps what was committed, and has the tables that the build knows. */
public final class DatabaseCheck implements Check {

    private static final String APPLIED =
            "SELECT version, success FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY installed_rank";

    private final String service;
    private final Databases.Access access;
    private final Set<String> built;

    /** @param built versions of the migrations that the built service brings; empty when that is not known */
    public DatabaseCheck(String service, Databases.Access access, Set<String> built) {
        this.service = service;
        this.access = access;
        this.built = new TreeSet<>(built);
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        try (Connection connection =
                DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password())) {
            for (String off : DurableSettings.off(connection)) {
                findings.add(Finding.failure(
                        name(),
                        access.toString(),
                        off,
                        "on: otherwise committed transactions can be lost",
                        "switch it on where it was set: server, database or role"));
            }
            schema(connection, findings);
        } catch (SQLException refused) {
            return List.of(Finding.failure(
                    name(),
                    access.toString(),
                    String.valueOf(refused.getMessage()),
                    "a connection",
                    "./ffe status says whether PostgreSQL runs, ./ffe logs postgres why not"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), access.toString(), "durable, its tables are the build's"));
        }
        return findings;
    }

    private void schema(Connection connection, List<Finding> findings) throws SQLException {
        Set<String> applied = new TreeSet<>();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(APPLIED)) {
            while (row.next()) {
                if (row.getBoolean(2)) {
                    applied.add(row.getString(1));
                } else {
                    findings.add(Finding.failure(
                            name(),
                            access.toString(),
                            "migration V" + row.getString(1) + " was begun and has failed",
                            "every migration done",
                            "the log of " + service + " says why; mend that and start it again"));
                }
            }
        }
        if (built.isEmpty()) {
            return;
        }
        Set<String> missing = new TreeSet<>(built);
        missing.removeAll(applied);
        if (!missing.isEmpty()) {
            findings.add(Finding.failure(
                    name(),
                    access.toString(),
                    "without migration V" + String.join(", V", missing),
                    "the tables of the build",
                    "restart " + service + ": it brings its tables up to date when it starts"));
        }
        Set<String> unknown = new TreeSet<>(applied);
        unknown.removeAll(built);
        // What delivery needs comes with common-messaging, in versions below 1.
        unknown.removeIf(version -> version.startsWith("0."));
        if (!unknown.isEmpty()) {
            findings.add(Finding.failure(
                    name(),
                    access.toString(),
                    "has migration V" + String.join(", V", unknown) + ", of a newer build",
                    "the tables of this build",
                    "run the build that made it: tables do not go back"));
        }
    }
}
