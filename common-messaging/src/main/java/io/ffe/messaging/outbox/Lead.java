package io.ffe.messaging.outbox;

import io.ffe.messaging.AdvisoryLock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Work that one process of a service does at a time: whoever holds a session lock in PostgreSQL. The lock ends with its
 * holder's process or connection, and when the server has not heard of the holder for a while: a frozen process keeps its
 * connection, and would lead for ever without leading. Whoever waits has it within its next look.
 *
 * <p>A holder that froze and wakes up does not know yet that it has lost the lead, until it next asks: what it does once
 * more in between must be harmless, or be done only while the lead is {@link #certain}. Belongs to one thread.
 */
public final class Lead implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Lead.class);

    private final Connection session;
    private final AdvisoryLock lock;
    private final Duration silence;
    private boolean held;
    private long askedAtNanos;

    private Lead(Connection session, AdvisoryLock lock, Duration silence) {
        this.session = session;
        this.lock = lock;
        this.silence = silence;
    }

    /**
     * Joins those who would lead.
     *
     * @param silence after which the server gives the lead to another; the holder asks {@link #held} more often than that
     */
    public static Lead join(DataSource database, AdvisoryLock lock, Duration silence) throws SQLException {
        Lead lead = new Lead(database.getConnection(), lock, silence);
        try {
            lead.execute("SET idle_session_timeout = " + silence.toMillis());
            // A session that is joined while the service starts would keep the limit of a start.
            lead.execute("SET idle_in_transaction_session_timeout = " + silence.toMillis());
            return lead;
        } catch (SQLException refused) {
            lead.close();
            throw refused;
        }
    }

    /**
     * Takes the lead when it is free, keeps it when it is ours, and says whether it is.
     *
     * @throws SQLException when the session is lost, and with it the lead; close this and join again
     */
    public boolean held() throws SQLException {
        // Before the server has heard it: it counts its silence from later on.
        long asked = System.nanoTime();
        if (held) {
            execute("SELECT 1");
        } else {
            try (Statement statement = session.createStatement();
                    ResultSet result = statement.executeQuery("SELECT pg_try_advisory_lock(" + lock.number() + ")")) {
                result.next();
                held = result.getBoolean(1);
            }
        }
        askedAtNanos = asked;
        return held;
    }

    /**
     * Tells the server of its holder in the middle of work that takes longer than its silence.
     *
     * @return whether the lead is still ours; when it is not because the session is lost, {@link #held} says so
     */
    public boolean kept() {
        try {
            return held();
        } catch (SQLException lost) {
            LOG.debug("session of a lead lost", lost);
            held = false;
            return false;
        }
    }

    /** Whether the lead is still ours, without asking: it was, and the server has not missed us since for as long as it waits. */
    public boolean certain() {
        return held && System.nanoTime() - askedAtNanos < silence.toNanos();
    }

    /** The holder's session: what is done on it is done by the holder or not at all. */
    public Connection session() {
        return session;
    }

    /** Ends the session at the server and not only here: back in the pool, it would hold the lock for nobody. */
    @Override
    public void close() throws SQLException {
        try (session) {
            execute("SELECT pg_terminate_backend(pg_backend_pid())");
        } catch (SQLException ended) {
            LOG.debug("session of a lead ended", ended);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
