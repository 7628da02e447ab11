package io.ffe.pipeline;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A session of somebody else that holds what a service needs, until it is closed. */
final class HeldLocks implements AutoCloseable {

    private final Connection session;

    private HeldLocks(Connection session) {
        this.session = session;
    }

    /** Every table of the database, as a migration by hand would that nobody finishes. */
    static HeldLocks onTables(Connection session) throws SQLException {
        session.setAutoCommit(false);
        List<String> tables = new ArrayList<>();
        try (Statement sql = session.createStatement()) {
            try (ResultSet row = sql.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            sql.execute("LOCK TABLE " + String.join(", ", tables) + " IN ACCESS EXCLUSIVE MODE");
        }
        return new HeldLocks(session);
    }

    /** The lead among a service's relays: whoever has it ends, and this session is next in the queue. */
    static HeldLocks onTheLead(Connection session, Connection killer, long lock) throws Exception {
        Thread waits = Thread.ofVirtual().start(() -> {
            try (Statement sql = session.createStatement()) {
                sql.execute("SELECT pg_advisory_lock(" + lock + ")");
            } catch (SQLException refused) {
                throw new IllegalStateException(refused);
            }
        });
        try (killer;
                Statement sql = killer.createStatement()) {
            boolean held = false;
            while (!held) {
                try (ResultSet row = sql.executeQuery(
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = "
                                + lock)) {
                    row.next();
                    held = row.getInt(1) > 0;
                }
            }
            sql.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = "
                            + lock);
        }
        waits.join();
        return new HeldLocks(session);
    }

    @Override
    public void close() throws SQLException {
        if (!session.getAutoCommit()) {
            session.rollback();
        }
        session.close();
    }
}
