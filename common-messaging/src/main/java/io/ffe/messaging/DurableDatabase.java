package io.ffe.messaging;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Ends the start on a database that would lose what it has committed: inbox, outbox, order intents and checkpoints are worth
 * nothing there. Asks on this service's own connection, because a role or a database can be set apart from its server.
 */
@ApplicationScoped
public class DurableDatabase {

    /** Every value of synchronous_commit but {@code off} waits for the disk of the server that answers. */
    private static final Map<String, Set<String>> DURABLE = new TreeMap<>(Map.of(
            "fsync",
            Set.of("on"),
            "full_page_writes",
            Set.of("on"),
            "synchronous_commit",
            Set.of("on", "local", "remote_write", "remote_apply")));

    private static final String SETTING =
            "SELECT setting, source, current_user, current_database() FROM pg_settings WHERE name = ?";

    private final DataSource database;

    DurableDatabase(DataSource database) {
        this.database = database;
    }

    void confirm(@Observes @Priority(1) StartupEvent starting) throws SQLException {
        List<String> lossy = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement ask = connection.prepareStatement(SETTING)) {
            for (Map.Entry<String, Set<String>> durable : DURABLE.entrySet()) {
                ask.setString(1, durable.getKey());
                try (ResultSet row = ask.executeQuery()) {
                    row.next();
                    if (!durable.getValue().contains(row.getString(1))) {
                        lossy.add(durable.getKey() + " is " + row.getString(1) + " (set by " + row.getString(2)
                                + ", as " + row.getString(3) + " in " + row.getString(4) + ")");
                    }
                }
            }
        }
        if (!lossy.isEmpty()) {
            throw new IllegalStateException("the database would lose committed transactions: "
                    + String.join(", ", lossy)
                    + ", expected on. Switch it on there (ALTER SYSTEM, ALTER DATABASE or ALTER ROLE), then"
                    + " start again");
        }
    }
}
