package io.ffe.stack.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.EventType;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.postgres.PostgresEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a restore looks up and puts right in the databases, before any service has seen them. */
final class RestoredDatabases {

    private static final List<Stage> WITH_OUTBOX = List.of(Stage.DECISION, Stage.RISK, Stage.EXECUTION);

    private static final String ACTOR = "ffe restore";

    private final PostgresEndpoint server;

    RestoredDatabases(PostgresEndpoint server) {
        this.server = server;
    }

    /** Of each topic that has an outbox, the ids of events in it. */
    Map<String, Set<String>> published() throws SQLException {
        Map<String, Set<String>> ids = new HashMap<>();
        for (Stage stage : WITH_OUTBOX) {
            Arrays.stream(Topics.values())
                    .filter(topic -> topic.writer().filter(stage::equals).isPresent())
                    .forEach(topic -> ids.put(topic.topicName(), new HashSet<>()));
            try (Connection connection = server.connect(databaseOf(stage));
                    Statement sql = connection.createStatement()) {
                if (!has(sql, "outbox")) {
                    continue;
                }
                try (ResultSet rows = sql.executeQuery("SELECT topic, id FROM outbox UNION ALL"
                        + " SELECT topic, headers::json ->> '" + HeaderNames.ID + "' FROM outbox_latest")) {
                    while (rows.next()) {
                        ids.computeIfAbsent(rows.getString(1), first -> new HashSet<>())
                                .add(rows.getString(2));
                    }
                }
            }
        }
        return ids;
    }

    /**
     * Has rows sent again that count as published and are not on the topic that came back.
     *
     * @param since what was published before this is on its topic
     * @param tails ids on each topic that were published later
     * @return how many
     */
    int sendAgain(Instant since, Map<String, Set<String>> tails) throws SQLException {
        int again = 0;
        for (Stage stage : WITH_OUTBOX) {
            try (Connection connection = server.connect(databaseOf(stage));
                    Statement sql = connection.createStatement()) {
                if (!has(sql, "outbox")) {
                    continue;
                }
                try (PreparedStatement late =
                                connection.prepareStatement("SELECT topic, id FROM outbox WHERE published_at >= ?");
                        PreparedStatement unmark = connection.prepareStatement(
                                "UPDATE outbox SET published_at = NULL WHERE topic = ? AND id = ?")) {
                    late.setTimestamp(1, Timestamp.from(since));
                    try (ResultSet rows = late.executeQuery()) {
                        while (rows.next()) {
                            if (!tails.getOrDefault(rows.getString(1), Set.of()).contains(rows.getString(2))) {
                                unmark.setString(1, rows.getString(1));
                                unmark.setString(2, rows.getString(2));
                                again += unmark.executeUpdate();
                            }
                        }
                    }
                }
            }
        }
        return again;
    }

    /** Orders that execution knows. */
    Set<String> orders() throws SQLException {
        Set<String> orders = new HashSet<>();
        try (Connection connection = server.connect(databaseOf(Stage.EXECUTION));
                Statement sql = connection.createStatement()) {
            if (has(sql, "trade_order")) {
                try (ResultSet rows = sql.executeQuery("SELECT client_order_id FROM trade_order")) {
                    while (rows.next()) {
                        orders.add(rows.getString(1));
                    }
                }
            }
        }
        return orders;
    }

    /**
     * Stops everything, at risk and at execution, under one epoch above all that either knows: entries leave again when a named
     * person resumes that epoch. Execution gets it as a file, which it reads before it could send anything.
     *
     * @param file execution's trading state, as it was in the backup or absent
     * @return the epoch
     */
    long halt(Path file, String why, Instant at) throws SQLException, IOException {
        Map<String, List<Control>> told = Files.isRegularFile(file)
                ? Json.mapper().readValue(file.toFile(), new TypeReference<Map<String, List<Control>>>() {})
                : Map.of();
        long epoch = Math.max(
                        Math.max(highest(Stage.RISK), highest(Stage.EXECUTION)),
                        told.values().stream()
                                .flatMap(List::stream)
                                .mapToLong(Control::epoch)
                                .max()
                                .orElse(0))
                + 1;
        Control halt = new Control(
                Control.ALL, Control.State.HALTED, epoch, ACTOR, why, at.truncatedTo(ChronoUnit.MILLIS), null);
        haltRisk(halt);
        List<Control> direct = new ArrayList<>(told.getOrDefault("direct", List.of()));
        direct.removeIf(control -> control.scope().equals(Control.ALL));
        direct.add(halt);
        Map<String, Object> lines = new HashMap<>();
        lines.put("fromRisk", told.getOrDefault("fromRisk", List.of()));
        lines.put("direct", direct);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(lines));
        return epoch;
    }

    private void haltRisk(Control halt) throws SQLException, JsonProcessingException {
        try (Connection connection = server.connect(databaseOf(Stage.RISK));
                Statement sql = connection.createStatement()) {
            if (!has(sql, "trading_state")) {
                return;
            }
            connection.setAutoCommit(false);
            try (PreparedStatement first = connection.prepareStatement("""
                            INSERT INTO trading_state (scope, state, epoch, actor, reason, changed_at)
                            VALUES (?, 'ACTIVE', 0, 'ffe', 'nobody has changed it', TIMESTAMPTZ '1970-01-01 00:00:00Z')
                            ON CONFLICT DO NOTHING
                            """);
                    PreparedStatement change = connection.prepareStatement("""
                            INSERT INTO trading_state_change (scope, from_state, from_epoch, to_state, to_epoch, actor,
                                                              token_holder, reason, changed_at, flatten)
                            SELECT scope, state, epoch, 'HALTED', ?, ?, ?, ?, ?, false FROM trading_state WHERE scope = ?
                            """);
                    PreparedStatement state = connection.prepareStatement("""
                            UPDATE trading_state SET state = 'HALTED', epoch = ?, actor = ?, reason = ?, changed_at = ?,
                                                     flatten = false
                            WHERE scope = ?
                            """)) {
                Timestamp at = Timestamp.from(halt.changedAt());
                first.setString(1, halt.scope());
                first.executeUpdate();
                change.setLong(1, halt.epoch());
                change.setString(2, halt.actor());
                change.setString(3, System.getProperty("user.name", "nobody"));
                change.setString(4, halt.reason());
                change.setTimestamp(5, at);
                change.setString(6, halt.scope());
                change.executeUpdate();
                state.setLong(1, halt.epoch());
                state.setString(2, halt.actor());
                state.setString(3, halt.reason());
                state.setTimestamp(4, at);
                state.setString(5, halt.scope());
                state.executeUpdate();
            }
            tell(connection, halt);
            connection.commit();
        }
    }

    /** Into risk's outbox, as risk itself puts it there. */
    private static void tell(Connection connection, Control halt) throws SQLException, JsonProcessingException {
        byte[] payload = EventCodec.payload(halt);
        String headers =
                Json.mapper().writeValueAsString(EventCodec.headers(halt, "ffe/" + Stage.RISK.label(), null, null));
        String topic = Topics.CONTROL.topicName();
        try (PreparedStatement next = connection.prepareStatement("""
                        INSERT INTO outbox_sequence (topic, aggregate_id, last) VALUES (?, ?, 1)
                        ON CONFLICT (topic, aggregate_id) DO UPDATE SET last = outbox_sequence.last + 1
                        RETURNING last
                        """);
                PreparedStatement row = connection.prepareStatement("""
                        INSERT INTO outbox (topic, aggregate_id, aggregate_sequence, id, type, record_key, payload, headers)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """);
                PreparedStatement latest = connection.prepareStatement("""
                        INSERT INTO outbox_latest (topic, record_key, version, payload, headers) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (topic, record_key) DO UPDATE
                        SET version = excluded.version, payload = excluded.payload, headers = excluded.headers
                        """)) {
            next.setString(1, topic);
            next.setString(2, halt.scope());
            try (ResultSet given = next.executeQuery()) {
                given.next();
                row.setLong(3, given.getLong(1));
            }
            row.setString(1, topic);
            row.setString(2, halt.scope());
            row.setString(4, halt.eventId());
            row.setString(5, EventType.of(halt).wireName());
            row.setString(6, halt.key());
            row.setBytes(7, payload);
            row.setString(8, headers);
            row.executeUpdate();
            latest.setString(1, topic);
            latest.setString(2, halt.key());
            latest.setLong(3, halt.epoch());
            latest.setBytes(4, payload);
            latest.setString(5, headers);
            latest.executeUpdate();
        }
    }

    private long highest(Stage stage) throws SQLException {
        try (Connection connection = server.connect(databaseOf(stage));
                Statement sql = connection.createStatement()) {
            if (!has(sql, "trading_state")) {
                return 0;
            }
            try (ResultSet row = sql.executeQuery("SELECT coalesce(max(epoch), 0) FROM trading_state")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static boolean has(Statement sql, String table) throws SQLException {
        try (ResultSet row = sql.executeQuery("SELECT to_regclass('" + table + "') IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    static String databaseOf(Stage stage) {
        return "ffe_" + stage.label().replace('-', '_');
    }

    /** @throws Problem naming what PostgreSQL said */
    static Problem refused(SQLException said) {
        return Problem.failure("the restored databases cannot be put right: " + said.getMessage(), said);
    }
}
