package io.ffe.stack.audit.read;

import io.ffe.stack.Problem;
import io.ffe.stack.postgres.Databases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One look at a database: everything that is read through it is of the same instant, and nothing can be written. */
public final class Look implements AutoCloseable {

    private final Databases.Access access;
    private final Connection connection;

    private Look(Databases.Access access, Connection connection) {
        this.access = access;
        this.connection = connection;
    }

    /** What one row becomes. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    public static Look at(Databases.Access access) {
        try {
            Connection connection = DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            return new Look(access, connection);
        } catch (SQLException away) {
            throw failed(access, away);
        }
    }

    public <T> List<T> rows(String sql, Row<T> row, @Nullable Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(1000);
            for (int at = 0; at < parameters.length; at++) {
                statement.setObject(at + 1, parameters[at]);
            }
            List<T> all = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    all.add(row.read(result));
                }
            }
            return all;
        } catch (SQLException refused) {
            throw failed(access, refused);
        }
    }

    /**
     * True when the table is there with this column. A run of an earlier version may lack it, and a service that was never
     * started has made nothing: then there is nothing to audit either.
     */
    public boolean has(String table, String column) {
        return !rows(
                        "SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema()"
                                + " AND table_name = ? AND column_name = ?",
                        row -> row.getInt(1),
                        table,
                        column)
                .isEmpty();
    }

    /** A list of texts as SQL takes it for {@code = ANY(?)}. */
    Object texts(List<String> values) {
        try {
            return connection.createArrayOf("text", values.toArray());
        } catch (SQLException refused) {
            throw failed(access, refused);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException gone) {
            throw failed(access, gone);
        }
    }

    private static Problem failed(Databases.Access access, SQLException cause) {
        return Problem.failure(
                "database " + access + " cannot be read: " + cause.getMessage()
                        + ". Is PostgreSQL up, and has the run been started once?",
                cause);
    }
}
