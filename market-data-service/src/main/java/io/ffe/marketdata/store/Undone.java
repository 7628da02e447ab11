package io.ffe.marketdata.store;

import java.sql.Connection;
import java.sql.SQLException;

/** The end of a transaction that failed. */
final class Undone {

    private Undone() {}

    /** Rolls back, so that the pool gets a connection that begins anew; a server that is gone does it by itself. */
    static void after(Exception failed, Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException gone) {
            failed.addSuppressed(gone);
        }
    }
}
