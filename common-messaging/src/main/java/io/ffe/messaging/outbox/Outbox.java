package io.ffe.messaging.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Traces;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Takes events into the transaction that caused them; the {@link Relay} publishes them afterwards. Calls outside of a
 * transaction are a bug.
 */
@ApplicationScoped
public class Outbox {

    /** The aggregate's next sequence, and the row that has it. */
    private static final String INSERT = """
            WITH next AS (
                INSERT INTO outbox_sequence (topic, aggregate_id, last) VALUES (?, ?, 1)
                ON CONFLICT (topic, aggregate_id) DO UPDATE SET last = outbox_sequence.last + 1
                RETURNING last)
            INSERT INTO outbox (topic, aggregate_id, aggregate_sequence, id, type, record_key, payload, headers)
            SELECT ?, ?, next.last, ?, ?, ?, ?, ? FROM next
            """;

    private static final String REMEMBER_LATEST = """
            INSERT INTO outbox_latest (topic, record_key, version, payload, headers) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (topic, record_key) DO UPDATE
            SET version = excluded.version, payload = excluded.payload, headers = excluded.headers
            WHERE outbox_latest.version < excluded.version
            """;

    private final DataSource database;
    private final RunConfig run;
    private final Traces traces;
    private final LogicalTime time;

    Outbox(DataSource database, RunConfig run, Traces traces, LogicalTime time) {
        this.database = database;
        this.run = run;
        this.traces = traces;
        this.time = time;
    }

    /**
     * Appends an event. Events of one aggregate are published in the order in which their transactions took its sequence.
     *
     * @param aggregateId whose order counts, as in a portfolioId
     * @param hopLatency what this stage is modelled to take, added to logical time in a replay
     * @throws IllegalArgumentException when the payload is larger than {@link Topics#MAX_PAYLOAD_BYTES}: nothing is
     *     committed that could not be published
     */
    public void append(Topics topic, Event event, String aggregateId, Duration hopLatency) {
        byte[] payload = payload(topic, event);
        String headers = headers(event, hopLatency);
        inTransaction(connection -> insert(connection, topic, event, aggregateId, payload, headers));
    }

    /**
     * Appends the latest value of a compacted topic, which is also published again now and then.
     *
     * @param version rises with each value of the key; readers ignore one that does not
     */
    public void appendLatest(Topics topic, Event event, String aggregateId, long version, Duration hopLatency) {
        byte[] payload = payload(topic, event);
        String headers = headers(event, hopLatency);
        inTransaction(connection -> {
            insert(connection, topic, event, aggregateId, payload, headers);
            try (PreparedStatement remember = connection.prepareStatement(REMEMBER_LATEST)) {
                remember.setString(1, topic.topicName());
                remember.setString(2, event.key());
                remember.setLong(3, version);
                remember.setBytes(4, payload);
                remember.setString(5, headers);
                remember.executeUpdate();
            }
        });
    }

    private static void insert(
            Connection connection, Topics topic, Event event, String aggregateId, byte[] payload, String headers)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, topic.topicName());
            insert.setString(2, aggregateId);
            insert.setString(3, topic.topicName());
            insert.setString(4, aggregateId);
            insert.setString(5, event.eventId());
            insert.setString(6, EventType.of(event).wireName());
            insert.setString(7, event.key());
            insert.setBytes(8, payload);
            insert.setString(9, headers);
            insert.executeUpdate();
        }
    }

    private static byte[] payload(Topics topic, Event event) {
        byte[] payload = EventCodec.payload(event);
        if (payload.length > Topics.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(event.eventId() + " for " + topic.topicName() + " has " + payload.length
                    + " bytes, expected at most " + Topics.MAX_PAYLOAD_BYTES);
        }
        return payload;
    }

    private String headers(Event event, Duration hopLatency) {
        Map<String, String> headers =
                EventCodec.headers(event, run.source(), traces.traceparent(), time.header(hopLatency));
        try {
            return Json.mapper().writeValueAsString(headers);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("headers are text: " + headers, bug);
        }
    }

    private void inTransaction(SqlWork work) {
        try (Connection connection = database.getConnection()) {
            work.on(connection);
        } catch (SQLException failed) {
            throw new OutboxUnavailable(failed);
        }
    }

    @FunctionalInterface
    private interface SqlWork {
        void on(Connection connection) throws SQLException;
    }

    /** The database refused the row; the transaction is lost with it. */
    private static final class OutboxUnavailable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OutboxUnavailable(SQLException cause) {
            super("the outbox row was not written", cause);
        }
    }
}
