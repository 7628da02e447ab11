package io.ffe.pipeline;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A session of somebody else that holds what a service needs, until it is closed. */
final class HeldLocks implements AutoCloseable {

    private final Connection session;

    private HeldLocks(Connection session) {
        this.session = session;
    }

    /**
     * These tables, as a migration by hand would that nobody finishes.
     *
     * @param tables in the order in which the service takes them, so that nobody waits for the other
     */
    static HeldLocks onTables(Connection session, List<String> tables) throws SQLException {
        session.setAutoCommit(false);
        try (Statement sql = session.createStatement()) {
            for (String table : tables) {
                sql.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
            }
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
