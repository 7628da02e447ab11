package io.ffe.execution.store;

import io.ffe.schema.control.FlattenRequest.Command;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What operators told execution to close, with what came of it. */
@ApplicationScoped
public class FlattenStore {

    private static final String COLUMNS =
            "command_id, portfolio_id, symbol, fraction, actor, reason, result, received_at";
    private static final String ADD = "INSERT INTO flatten_command (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String ONE =
            "SELECT " + COLUMNS + " FROM flatten_command WHERE command_id = ? AND portfolio_id = ?";
    private static final String NEWEST =
            "SELECT " + COLUMNS + " FROM flatten_command ORDER BY received_at DESC LIMIT ?";

    private final DataSource database;

    FlattenStore(DataSource database) {
        this.database = database;
    }

    /**
     * A command in one portfolio.
     *
     * @param symbol null for every open position
     * @param result JSON, as it was answered
     * @param receivedAt by the system's clock
     */
    public record Recorded(
            String commandId,
            String portfolioId,
            @Nullable String symbol,
            BigDecimal fraction,
            String actor,
            String reason,
            String result,
            Instant receivedAt) {

        /** True when it asks for the same. */
        public boolean asks(Command command) {
            return String.valueOf(symbol).equals(String.valueOf(command.symbol()))
                    && fraction.compareTo(command.fraction()) == 0;
        }
    }

    /** In a transaction. */
    public void add(Recorded command) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement add = connection.prepareStatement(ADD)) {
            add.setString(1, command.commandId());
            add.setString(2, command.portfolioId());
            add.setString(3, command.symbol());
            add.setBigDecimal(4, command.fraction());
            add.setString(5, command.actor());
            add.setString(6, command.reason());
            add.setString(7, command.result());
            add.setTimestamp(8, Timestamp.from(command.receivedAt()));
            add.executeUpdate();
        }
    }

    public Optional<Recorded> find(String commandId, String portfolioId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement one = connection.prepareStatement(ONE)) {
            one.setString(1, commandId);
            one.setString(2, portfolioId);
            return read(one).stream().findFirst();
        }
    }

    /** The newest first. */
    public List<Recorded> newest(int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement newest = connection.prepareStatement(NEWEST)) {
            newest.setInt(1, limit);
            return read(newest);
        }
    }

    private static List<Recorded> read(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            List<Recorded> all = new ArrayList<>();
            while (row.next()) {
                all.add(new Recorded(
                        row.getString("command_id"),
                        row.getString("portfolio_id"),
                        row.getString("symbol"),
                        row.getBigDecimal("fraction"),
                        row.getString("actor"),
                        row.getString("reason"),
                        row.getString("result"),
                        row.getTimestamp("received_at").toInstant()));
            }
            return all;
        }
    }
}
