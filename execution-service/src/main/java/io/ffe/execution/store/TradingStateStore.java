package io.ffe.execution.store;

import io.ffe.execution.domain.TradingState;
import io.ffe.execution.domain.TradingState.Source;
import io.ffe.schema.event.Control;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/** The trading state in the database, which the processes of this service share, and since when each state was in force. */
@ApplicationScoped
public class TradingStateStore {

    private static final String READ =
            "SELECT source, scope, state, epoch, actor, reason, changed_at, flatten FROM trading_state";
    private static final String LOCK = "LOCK TABLE trading_state IN SHARE ROW EXCLUSIVE MODE";
    private static final String DELETE = "DELETE FROM trading_state WHERE source = ? AND scope = ?";
    private static final String PUT = """
            INSERT INTO trading_state (source, scope, state, epoch, actor, reason, changed_at, flatten)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source, scope) DO UPDATE SET state = excluded.state, epoch = excluded.epoch,
                actor = excluded.actor, reason = excluded.reason, changed_at = excluded.changed_at,
                flatten = excluded.flatten
            """;
    private static final String RECORD = """
            INSERT INTO trading_state_change
                (source, scope, state, epoch, actor, reason, changed_at, flatten, effective_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source, scope, epoch, state) DO UPDATE
            SET effective_at = least(trading_state_change.effective_at, excluded.effective_at)
            """;

    private final DataSource database;

    TradingStateStore(DataSource database) {
        this.database = database;
    }

    /**
     * What the rows say.
     *
     * @param unreadable rows that say nothing that can be relied on, each with its values
     */
    public record Stored(TradingState state, List<String> unreadable) {}

    /**
     * A state that this process has latched.
     *
     * @param effectiveAt since when, by the system's clock
     */
    public record Latched(TradingState.Entry entry, Instant effectiveAt) {}

    private record Key(String source, String scope) {}

    /** In a transaction. */
    public Stored read() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return read(connection, new ArrayList<>());
        }
    }

    /**
     * In a transaction: merges a state into the rows and records what was latched. Rows that cannot be read are removed; whoever
     * calls this has made a halt of them.
     *
     * @return what the rows then say
     */
    public TradingState save(TradingState mine, Collection<Latched> latched) throws SQLException {
        try (Connection connection = database.getConnection()) {
            try (Statement lock = connection.createStatement()) {
                lock.execute(LOCK);
            }
            List<Key> broken = new ArrayList<>();
            TradingState stored = read(connection, broken).state();
            TradingState merged = stored.merge(mine);
            for (Key key : broken) {
                try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
                    delete.setString(1, key.source());
                    delete.setString(2, key.scope());
                    delete.executeUpdate();
                }
            }
            if (!merged.equals(stored)) {
                try (PreparedStatement put = connection.prepareStatement(PUT)) {
                    for (TradingState.Entry entry : merged.entries().toList()) {
                        set(put, entry);
                        put.addBatch();
                    }
                    put.executeBatch();
                }
            }
            try (PreparedStatement record = connection.prepareStatement(RECORD)) {
                for (Latched each : latched) {
                    set(record, each.entry());
                    record.setTimestamp(9, Timestamp.from(each.effectiveAt()));
                    record.addBatch();
                }
                record.executeBatch();
            }
            return merged;
        }
    }

    private static Stored read(Connection connection, List<Key> broken) throws SQLException {
        TradingState state = TradingState.UNSPOKEN;
        List<String> unreadable = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ)) {
            while (row.next()) {
                try {
                    state = state.with(
                            Source.valueOf(row.getString("source")),
                            new Control(
                                    row.getString("scope"),
                                    Control.State.valueOf(row.getString("state")),
                                    row.getLong("epoch"),
                                    row.getString("actor"),
                                    row.getString("reason"),
                                    row.getTimestamp("changed_at").toInstant(),
                                    row.getBoolean("flatten") ? true : null));
                } catch (IllegalArgumentException wrong) {
                    broken.add(new Key(row.getString("source"), row.getString("scope")));
                    unreadable.add("row " + row.getString("source") + "/" + row.getString("scope")
                            + " of trading_state cannot be read: " + wrong.getMessage());
                }
            }
        }
        return new Stored(state, unreadable);
    }

    private static void set(PreparedStatement statement, TradingState.Entry entry) throws SQLException {
        Control control = entry.control();
        statement.setString(1, entry.source().name());
        statement.setString(2, control.scope());
        statement.setString(3, control.state().name());
        statement.setLong(4, control.epoch());
        statement.setString(5, control.actor());
        statement.setString(6, control.reason());
        statement.setTimestamp(7, Timestamp.from(control.changedAt()));
        statement.setBoolean(8, control.flattens());
    }
}
