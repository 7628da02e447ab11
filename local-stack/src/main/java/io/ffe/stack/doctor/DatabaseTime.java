package io.ffe.stack.doctor;

import io.ffe.stack.postgres.Databases;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A database server's clock. */
public record DatabaseTime(Databases.Access access) implements TimeSource {

    @Override
    public String name() {
        return "PostgreSQL, " + access.jdbcUrl();
    }

    @Override
    public Duration step() {
        return Duration.ofMillis(1);
    }

    @Override
    public Instant time() throws IOException {
        try (Connection connection =
                        DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        } catch (SQLException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }
}
