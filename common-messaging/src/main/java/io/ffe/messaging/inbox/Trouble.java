package io.ffe.messaging.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Tells broken infrastructure, which is waited for, from a bug, which is not. */
public final class Trouble {

    /** The server ended a transaction in which it heard nothing of us for too long: we were frozen. */
    private static final String ENDED_IN_TRANSACTION = "25P03";

    /** PostgreSQL's driver was interrupted while it connected: the pool no longer waited for a server that did not answer. */
    private static final String INTERRUPTED_WHILE_CONNECTING = "99999";

    private Trouble() {}

    /**
     * True when the same work may succeed later, because what failed is the broker, the database or the way there. Text that is no JSON
     * is none the next time either, though Jackson calls that an {@link IOException}.
     */
    public static boolean isInfrastructure(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KafkaException
                    || cause instanceof IOException && !(cause instanceof JsonProcessingException)
                    || cause instanceof SQLTransientException
                    || cause instanceof SQLNonTransientConnectionException
                    || cause instanceof SQLException sql && isInfrastructure(sql.getSQLState())
                    || cause.getClass().getName().startsWith("jakarta.transaction.")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Classes of SQLSTATE that the same statement may survive later: 08 connection, 40 rollback (deadlock,
     * serialization), 53 resources (disk full, connections), 55 lock not available, 57 operator intervention, 58 system
     * error. Null is what a driver gives when the connection went away under it.
     */
    private static boolean isInfrastructure(@Nullable String sqlState) {
        return sqlState == null
                || sqlState.startsWith("08")
                || sqlState.equals(ENDED_IN_TRANSACTION)
                || sqlState.equals(INTERRUPTED_WHILE_CONNECTING)
                || sqlState.startsWith("40")
                || sqlState.startsWith("53")
                || sqlState.startsWith("55")
                || sqlState.startsWith("57")
                || sqlState.startsWith("58");
    }
}
