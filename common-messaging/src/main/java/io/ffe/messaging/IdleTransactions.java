package io.ffe.messaging;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.AgroalPoolInterceptor;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * How long the database waits for us in the middle of a transaction before it ends it, so that a process that freezes there does not
 * keep its locks from the one that takes over (ADR 14). No transaction of ours waits for anybody else, but a start loads its classes
 * in the middle of its first ones, and on a busy machine that takes seconds: it would fail. So a start has longer, and its connections are
 * not kept for long: each is closed when it is given back.
 */
@ApplicationScoped
class IdleTransactions implements AgroalPoolInterceptor {

    private static final Logger LOG = Logger.getLogger(IdleTransactions.class);

    private static final Duration AT_WORK = Duration.ofSeconds(5);
    private static final Duration WHILE_STARTING = Duration.ofMinutes(1);

    private final Instance<AgroalDataSource> database;
    private volatile Duration limit = WHILE_STARTING;

    /** @param database is made with this, so it can be asked for only when it is used */
    IdleTransactions(Instance<AgroalDataSource> database) {
        this.database = database;
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        try (Statement sql = connection.createStatement()) {
            sql.execute("SET idle_in_transaction_session_timeout = " + limit.toMillis());
        } catch (SQLException refused) {
            LOG.warnf("session without a limit for idle transactions is not used cause=%s", refused.getMessage());
            close(connection);
        }
    }

    /** Whoever has it next is told so by its first statement, in the way in which connections are lost. */
    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException lost) {
            LOG.debug("session was lost", lost);
        }
    }

    /** After everybody else's start. */
    void started(@Observes @Priority(Integer.MAX_VALUE) StartupEvent started) {
        limit = AT_WORK;
        database.get().flush(FlushMode.GRACEFUL);
    }
}
