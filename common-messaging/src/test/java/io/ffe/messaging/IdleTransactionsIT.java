package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the database is told about transactions in which nothing happens. */
@QuarkusTest
@QuarkusTestResource(RealInfrastructure.class)
class IdleTransactionsIT {

    /** Asks while the application starts. */
    @ApplicationScoped
    public static class Starting {

        private String limit = "";

        void look(@Observes StartupEvent starting, DataSource database) throws SQLException {
            limit = asked(database);
        }

        public String limit() {
            return limit;
        }
    }

    @Inject
    DataSource database;

    @Inject
    Starting starting;

    @Test
    void a_start_has_a_minute_and_everything_after_it_five_seconds() throws SQLException {
        assertThat(starting.limit()).isEqualTo("1min");
        assertThat(asked(database)).isEqualTo("5s");
    }

    private static String asked(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SHOW idle_in_transaction_session_timeout")) {
            row.next();
            return row.getString(1);
        }
    }
}
