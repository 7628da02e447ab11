package io.ffe.risk.system;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service itself asks, on the connection that it will use: a server's own settings are not what counts. */
class DurableDatabaseIT {

    private static final TestInfrastructure INFRASTRUCTURE = TestInfrastructure.shared();

    @ParameterizedTest
    @ValueSource(strings = {"ROLE", "DATABASE"})
    void a_role_or_database_that_would_lose_commits_stops_the_start(String what) throws Exception {
        Databases.Access database = INFRASTRUCTURE.freshDatabase("lossy-" + what.toLowerCase(java.util.Locale.ROOT));
        try (Connection connection = INFRASTRUCTURE.postgres().connect();
                Statement sql = connection.createStatement()) {
            sql.execute("ALTER " + what + " " + database.username() + " SET synchronous_commit = off");
        }

        assertThatThrownBy(() -> RiskProcess.start(INFRASTRUCTURE, database, "lossy", Map.of()))
                .hasMessageContaining("risk ended at its start")
                .hasMessageContaining("synchronous_commit is off (set by " + (what.equals("ROLE") ? "user" : "database")
                        + ", as " + database.username())
                .hasMessageContaining("expected on. Switch it on there");
    }
}
