package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A build and the tables of its successors; those of delivery and of the service are numbered apart. */
class NewerSchemaIT {

    private final Databases.Access database = TestInfrastructure.shared().freshDatabase("newer-schema");

    @BeforeEach
    void migrated() {
        flyway("classpath:db/messaging", "classpath:db/migration").migrate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "0.9"})
    void tables_of_a_newer_build_end_the_start_with_what_is_there_what_is_known_and_what_to_do(String newer)
            throws SQLException {
        execute("INSERT INTO flyway_schema_history"
                + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)"
                + " VALUES (99, '" + newer + "', 'of tomorrow', 'SQL', 'V.sql', 1, 'ffe', 1, true)");

        assertThatThrownBy(flyway("classpath:db/messaging", "classpath:db/migration")::migrate)
                .hasMessageContaining("the database has migrations of a newer build: V" + newer + ";")
                .hasMessageContaining("this build knows up to V0.2 and V1")
                .hasMessageContaining("restore the backup");
    }

    @Test
    void a_build_that_brings_more_than_there_is_migrates() throws SQLException {
        execute("DROP TABLE flyway_schema_history");
        execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        flyway("classpath:db/messaging").migrate();

        assertThatCode(flyway("classpath:db/messaging", "classpath:db/migration")::migrate)
                .doesNotThrowAnyException();

        assertThat(newest()).isEqualTo("1");
    }

    private Flyway flyway(String... locations) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(database.jdbcUrl(), database.username(), database.password())
                .locations(locations)
                .outOfOrder(true);
        new NewerSchema().customize(configuration);
        return configuration.load();
    }

    private String newest() throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(
                        "SELECT version FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1")) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }
}
