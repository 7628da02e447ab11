package io.ffe.stack.postgres;

import io.ffe.stack.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a committed transaction rests on. Inbox, outbox and order intents are worth nothing without it. */
public final class DurableSettings {

    static final List<String> MUST_BE_ON = List.of("fsync", "synchronous_commit", "full_page_writes");

    private DurableSettings() {}

    /**
     * Asks the server itself, whatever it was started with.
     *
     * @throws Problem naming each setting that is not on
     */
    public static void confirm(PostgresEndpoint postgres) {
        List<String> off;
        try (Connection connection = postgres.connect()) {
            off = off(connection);
        } catch (SQLException refused) {
            throw Problem.failure("PostgreSQL at " + postgres + " did not answer: " + refused.getMessage(), refused);
        }
        if (!off.isEmpty()) {
            throw Problem.failure("PostgreSQL at " + postgres + " would lose committed transactions: "
                    + String.join(", ", off) + ", expected on. Switch it on there, then start again");
        }
    }

    /** Those that are off for who is connected, each with its value. */
    public static List<String> off(Connection connection) throws SQLException {
        List<String> off = new ArrayList<>();
        try (Statement sql = connection.createStatement()) {
            for (String setting : MUST_BE_ON) {
                try (ResultSet row = sql.executeQuery("SHOW " + setting)) {
                    row.next();
                    if (!row.getString(1).equals("on")) {
                        off.add(setting + " is " + row.getString(1));
                    }
                }
            }
        }
        return off;
    }
}
