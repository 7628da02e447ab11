package io.ffe.messaging.inbox;

import io.ffe.messaging.FailPoints;
import io.ffe.messaging.LogIds;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Traces;
import io.ffe.messaging.kafka.Records;
import io.ffe.messaging.outbox.Relay;
import io.ffe.messaging.replay.Acks;
import io.ffe.messaging.time.Ages;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Event;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.Decoded.Refused;
import io.ffe.schema.serde.Envelope;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes records from a channel so that each event has its effect once, however often it is delivered.
 *
 * <p>A record ends in exactly one of three ways: its effect is committed (now or by an earlier delivery), it is on the
 * dead-letter topic, or this method has thrown and it will be delivered again. While the database or the broker is away
 * the call does not return: the channel pauses, readiness is DOWN, and work goes on when they are back.
 *
 * <p>Also restores the record's trace, ids for the log and logical time around the handler, and records the age of the input as
 * {@code ffe_stage_age_seconds}.
 */
@ApplicationScoped
public class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);
    /** Two statements in one exchange: the second looks when the first is done, as {@link SeenOffsets#CONTAINS} wants it. */
    private static final String INSERT_AND_LOOK = """
            INSERT INTO inbox (consumer, event_id, topic_partition, record_offset, appended_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING;
            """ + SeenOffsets.CONTAINS;

    private static final String TAKE_BACK = "DELETE FROM inbox WHERE consumer = ? AND event_id = ?";

    /**
     * A failure that is not infrastructure is tried this often before the channel is failed: it is a bug. In a row, because an outage
     * takes any number of attempts, and some of what it throws does not look like one.
     */
    private static final int ATTEMPTS_ON_BUG = 5;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final DataSource database;
    private final DeadLetters deadLetters;
    private final Relay relay;
    private final Acks acks;
    private final LogicalTime time;
    private final Traces traces;
    private final MessagingReadiness readiness;
    private final MeterRegistry meters;
    private final Timer age;
    private final String stage;
    private final CountDownLatch stopping = new CountDownLatch(1);

    Inbox(
            DataSource database,
            DeadLetters deadLetters,
            Relay relay,
            Acks acks,
            LogicalTime time,
            Traces traces,
            MessagingReadiness readiness,
            MeterRegistry meters,
            RunConfig run) {
        this.database = database;
        this.deadLetters = deadLetters;
        this.relay = relay;
        this.acks = acks;
        this.time = time;
        this.traces = traces;
        this.readiness = readiness;
        this.meters = meters;
        this.stage = run.stage().label();
        this.age = Ages.ofStage(meters, stage);
    }

    /** Handles one record of a channel; to be called from its ordered, blocking {@code @Incoming} method. */
    public <E extends Event> void receive(
            ConsumerRecord<String, byte[]> record, Topics topic, Class<E> type, Handler<E> handler) {
        receive(record, topic, type, handler, (reason, detail) -> {});
    }

    /**
     * As above, for a topic on which a record that cannot be decoded still has to be answered for.
     *
     * @param undecodable called in a transaction of its own, with the record's trace and logical time, before the record is
     *     dead-lettered; a repeated delivery calls it again
     */
    public <E extends Event> void receive(
            ConsumerRecord<String, byte[]> record,
            Topics topic,
            Class<E> type,
            Handler<E> handler,
            BiConsumer<DeadLetterReason, String> undecodable) {
        FailPoints.hit(stage + ".received");
        Map<String, String> headers = Records.headers(record.headers());
        switch (EventCodec.decode(topic, record.key(), record.value(), headers)) {
            case Refused(DeadLetterReason reason, String detail) ->
                traces.inSpan(
                        "refuse " + topic.topicName(),
                        SpanKind.CONSUMER,
                        headers.get(HeaderNames.TRACEPARENT),
                        () -> time.runAt(
                                logicalNow(headers),
                                () -> untilDone(() -> {
                                    QuarkusTransaction.requiringNew().run(() -> undecodable.accept(reason, detail));
                                    relay.wake();
                                    deadLetters.put(record, topic, reason, detail);
                                })));
            case Accepted(Event event, Envelope envelope) ->
                traces.inSpan(
                        "process " + topic.topicName(),
                        SpanKind.CONSUMER,
                        envelope.traceparent(),
                        () -> time.runAt(
                                RunAdmission.believable(envelope.logicalNow()),
                                () -> LogIds.during(
                                        event, () -> take(record, topic, type.cast(event), envelope, handler))));
        }
        FailPoints.hit(stage + ".before-ack");
        acks.readThrough(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }

    private <E extends Event> void take(
            ConsumerRecord<String, byte[]> record, Topics topic, E event, Envelope envelope, Handler<E> handler) {
        handler.before(event);
        untilDone(() -> handleOrBury(record, topic, event, envelope, handler));
    }

    private <E extends Event> void handleOrBury(
            ConsumerRecord<String, byte[]> record, Topics topic, E event, Envelope envelope, Handler<E> handler) {
        try {
            Arrival arrival = Arrival.of(stage + "/" + topic.topicName(), record);
            Delivery delivery = QuarkusTransaction.requiringNew().call(() -> {
                Delivery known = admit(arrival, event.eventId());
                if (known == Delivery.FIRST) {
                    handler.handle(event, envelope);
                    FailPoints.hit(stage + ".before-commit");
                }
                return known;
            });
            FailPoints.hit(stage + ".after-commit");
            switch (delivery) {
                case FIRST -> {
                    relay.wake();
                    recordAge(envelope.time());
                }
                case REPEATED ->
                    meters.counter("ffe.inbox.duplicates", "topic", topic.topicName())
                            .increment();
                case SEEN_BEFORE_RETENTION ->
                    meters.counter("ffe.inbox.beyond.retention", "topic", topic.topicName())
                            .increment();
            }
        } catch (RuntimeException failed) {
            Refusal refusal = refusal(failed);
            if (refusal == null) {
                throw failed;
            }
            deadLetters.put(record, topic, refusal.reason(), refusal.detail());
        }
    }

    /** Of what can be told: a verdict that is denied for its time may have no logical time at all. */
    private void recordAge(Instant about) {
        if (time.isKnown()) {
            Ages.record(age, Duration.between(about, time.now()));
        }
    }

    private enum Delivery {
        FIRST,
        REPEATED,
        /** Handled once, and its row has been pruned since. */
        SEEN_BEFORE_RETENTION
    }

    private Delivery admit(Arrival arrival, String eventId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT_AND_LOOK)) {
            insert.setString(1, arrival.consumer());
            insert.setString(2, eventId);
            insert.setInt(3, arrival.partition());
            insert.setLong(4, arrival.offset());
            insert.setTimestamp(5, arrival.appendedAt());
            SeenOffsets.ask(insert, 6, arrival);
            insert.execute();
            if (insert.getUpdateCount() == 0) {
                SeenOffsets.repeat(connection, arrival, eventId);
                return Delivery.REPEATED;
            }
            insert.getMoreResults();
            try (ResultSet seen = insert.getResultSet()) {
                if (!seen.next()) {
                    return Delivery.FIRST;
                }
            }
            try (PreparedStatement takeBack = connection.prepareStatement(TAKE_BACK)) {
                takeBack.setString(1, arrival.consumer());
                takeBack.setString(2, eventId);
                takeBack.executeUpdate();
            }
            return Delivery.SEEN_BEFORE_RETENTION;
        }
    }

    /** Returns when the work is done; throws when it cannot be (a bug) or must not be (shutdown). */
    private void untilDone(Runnable work) {
        Duration pause = FIRST_PAUSE;
        int onBug = 0;
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                readiness.up("inbox");
                return;
            } catch (RuntimeException failed) {
                onBug = Trouble.isInfrastructure(failed) ? 0 : onBug + 1;
                if (onBug >= ATTEMPTS_ON_BUG) {
                    LOG.errorf(failed, "record cannot be handled attempts=%d: failing the channel", attempt);
                    throw failed;
                }
                readiness.down("inbox", failed);
                LOG.warnf("record will be tried again attempt=%d cause=%s", attempt, rootMessage(failed));
                LOG.debug("record will be tried again", failed);
                pauseOrStop(pause, failed);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    private void pauseOrStop(Duration pause, RuntimeException failed) {
        try {
            if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("stopped before the record could be handled", failed);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the record could be handled", failed);
        }
    }

    private static @Nullable Instant logicalNow(Map<String, String> headers) {
        String now = headers.get(HeaderNames.LOGICAL_NOW);
        try {
            return now == null ? null : RunAdmission.believable(Instant.parse(now));
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }

    private static @Nullable Refusal refusal(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return refusal;
            }
        }
        return null;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    @PreDestroy
    void stop() {
        stopping.countDown();
    }
}
