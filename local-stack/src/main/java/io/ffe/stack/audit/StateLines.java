package io.ffe.stack.audit;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.read.TopicReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The lines that a {@link StateHash} is made of, from topics and databases. */
final class StateLines {

    static final List<Stage> STAGES = List.of(Stage.DECISION, Stage.RISK, Stage.EXECUTION);

    /** Columns that orders of earlier versions do not have: a run that is over is read as it was left. */
    private static final String ADDED_LATER = """
             to_jsonb(trade_order) ->> 'order_type' AS order_type,
             (to_jsonb(trade_order) ->> 'limit_price')::numeric AS limit_price,
             to_jsonb(trade_order) ->> 'time_in_force' AS time_in_force,
             (to_jsonb(trade_order) ->> 'trailing_distance')::numeric AS trailing_distance""";

    /** By whose database it is, then by part. A column named {@code event} holds an event, of which the coreHash counts. */
    private static final Map<Stage, Map<String, String>> TABLES = Map.of(
            Stage.DECISION,
            Map.of(
                    "decision.records",
                    "SELECT portfolio_id, symbol, as_of, outcome, action, core_hash FROM decision",
                    "decision.jobs",
                    "SELECT portfolio_id, symbol, as_of FROM decision_job"),
            Stage.RISK,
            Map.of(
                    "risk.book",
                    "SELECT portfolio_id, through_sequence, cash, realised_pnl, fees, peak_equity, disputed FROM"
                            + " portfolio_book",
                    "risk.positions",
                    "SELECT portfolio_id, symbol, quantity, average_price FROM position",
                    "risk.reservations",
                    "SELECT portfolio_id, symbol, side, quantity, notional_per_unit FROM reservation",
                    "risk.pending-exits",
                    "SELECT portfolio_id, symbol, side, quantity FROM pending_exit",
                    "risk.last-entries",
                    "SELECT portfolio_id, symbol, side, as_of FROM last_entry",
                    "risk.executions-ahead",
                    "SELECT portfolio_id, sequence FROM execution_ahead",
                    "risk.marks",
                    "SELECT symbol, bid, ask, timeframe, as_of FROM snapshot_latest",
                    "risk.approvals",
                    "SELECT portfolio_id, symbol, side, quantity, approved_at FROM approval",
                    "risk.closed-trades",
                    "SELECT portfolio_id, symbol, protective, result, closed_at FROM closed_trade",
                    "risk.verdicts",
                    "SELECT portfolio_id, symbol, result, decided_at, payload AS event FROM verdict"),
            Stage.EXECUTION,
            Map.of(
                    "execution.portfolios",
                    "SELECT portfolio_id, execution_seq, venue_cursor, cash, realised_pnl, fees, equity, peak_equity,"
                            + " valued_day, day_start_equity, as_of, entries_closed FROM portfolio",
                    "execution.orders",
                    "SELECT portfolio_id, symbol, side, purpose, leg, generation, quantity, filled, state,"
                            + " reference_price, stop_loss, take_profit, valid_until, decided_at, origin,"
                            + ADDED_LATER + " FROM trade_order",
                    "execution.positions",
                    "SELECT portfolio_id, symbol, quantity, cost, mark FROM position",
                    "execution.fills",
                    "SELECT fill.portfolio_id, execution_seq, venue, symbol, side, fill.quantity, price, fee FROM fill"
                            + " JOIN trade_order USING (client_order_id)",
                    "execution.ledger",
                    "SELECT portfolio_id, execution_seq, account, currency, amount FROM ledger_entry",
                    "execution.executions",
                    "SELECT portfolio_id, sequence, kind, occurred_at, payload AS event FROM execution"));

    private static final Map<String, Class<? extends Event>> EVENTS =
            Map.of("risk.verdicts", Verdict.class, "execution.executions", Execution.class);

    private StateLines() {}

    /** Bars and snapshots, each once, however often it stands on its topic. */
    static Map<String, List<String>> ofTopics(TopicReader topics) {
        return Map.of(
                "market-data.bars", distinct(topics, Topics.BARS, Bar.class),
                "market-data.snapshots", distinct(topics, Topics.SNAPSHOTS, Snapshot.class));
    }

    private static <E extends Event> List<String> distinct(TopicReader topics, Topics topic, Class<E> type) {
        Map<String, String> byId = new TreeMap<>();
        topics.all(
                topic.topicName(),
                record -> TopicReader.event(record, type)
                        .ifPresent(event -> byId.merge(
                                event.eventId() + " " + CoreHash.of(event),
                                "subject=" + event.subject() + " time=" + event.time() + " core=" + CoreHash.of(event),
                                (first, again) -> first)));
        return List.copyOf(byId.values());
    }

    static Map<String, List<String>> ofDatabase(Stage stage, Connection connection) throws SQLException {
        Map<String, List<String>> parts = new TreeMap<>();
        for (Map.Entry<String, String> table :
                TABLES.getOrDefault(stage, Map.of()).entrySet()) {
            parts.put(table.getKey(), rows(connection, table.getKey(), table.getValue()));
        }
        return parts;
    }

    private static List<String> rows(Connection connection, String part, String query) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                for (int column = 1; column <= columns.getColumnCount(); column++) {
                    String name = columns.getColumnLabel(column);
                    values.put(
                            name, name.equals("event") ? core(part, rows.getString(column)) : rows.getObject(column));
                }
                lines.add(line(values));
            }
        }
        return lines;
    }

    private static String core(String part, String payload) {
        try {
            return CoreHash.of(Json.mapper().readValue(payload, EVENTS.get(part)));
        } catch (IOException torn) {
            throw Problem.failure(part + " holds '" + payload + "', expected an event: " + torn.getMessage(), torn);
        }
    }

    /** {@code name=value} pairs in the order given; 1.5 and 1.50 are the same amount. */
    static String line(Map<String, ? extends @Nullable Object> values) {
        StringBuilder line = new StringBuilder();
        values.forEach((name, value) ->
                line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(text(value)));
        return line.toString();
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case BigDecimal amount -> amount.stripTrailingZeros().toPlainString();
            case Timestamp time -> time.toInstant().toString();
            case Object other -> other.toString();
        };
    }
}
