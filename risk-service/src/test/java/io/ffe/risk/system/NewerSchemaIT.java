package io.ffe.risk.system;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged service on tables that a later build has migrated. */
class NewerSchemaIT {

    private static final TestInfrastructure INFRASTRUCTURE = TestInfrastructure.shared();

    @Test
    void an_older_build_does_not_start_on_the_tables_of_a_newer_one() throws Exception {
        Databases.Access database = INFRASTRUCTURE.freshDatabase("newer-schema");
        RiskProcess.start(INFRASTRUCTURE, database, "migrates", Map.of()).close();
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement sql = connection.createStatement()) {
            sql.execute("INSERT INTO flyway_schema_history"
                    + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)"
                    + " VALUES (99, '99', 'of tomorrow', 'SQL', 'V99__of_tomorrow.sql', 1, 'ffe', 1, true)");
        }

        assertThatThrownBy(() -> RiskProcess.start(INFRASTRUCTURE, database, "older", Map.of()))
                .hasMessageContaining("risk ended at its start")
                .hasMessageContaining("the database has migrations of a newer build: V99;")
                .hasMessageContaining("restore the backup");
    }
}
