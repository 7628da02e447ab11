package io.ffe.messaging.outbox;

import com.fasterxml.jackson.core.type.TypeReference;
import io.ffe.messaging.AdvisoryLock;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.messaging.replay.Acks;
import io.ffe.messaging.replay.PendingWork;
import io.ffe.schema.serde.Json;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the outbox, one leader for each service, in sequence for each aggregate. A row is marked after the broker has
 * it; dying in between publishes it again under the same id, and the next inbox stops it.
 *
 * <p>The leader holds a {@link Lead}: a dead one is replaced at once, a frozen one after {@value #SILENCE_SECONDS} s. One that
 * wakes up may publish rows twice, which is as harmless as the case above.
 */
@ApplicationScoped
public class Relay implements PendingWork {

    private static final Logger LOG = Logger.getLogger(Relay.class);

    private static final int SILENCE_SECONDS = 5;

    private static final int BATCH = 500;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);
    private static final long REPUBLISH_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long COUNT_NANOS = Duration.ofSeconds(1).toNanos();

    /** A mark that a crash of the database forgets is a row that is published once more, and each mark would wait for the disk. */
    private static final String MARKS_NEED_NOT_LAST = "SET synchronous_commit = off";

    private static final String UNPUBLISHED = """
            SELECT topic, aggregate_id, aggregate_sequence, record_key, payload, headers FROM outbox
            WHERE published_at IS NULL ORDER BY topic, aggregate_id, aggregate_sequence LIMIT
            """ + BATCH;
    private static final String MARK =
            "UPDATE outbox SET published_at = now() WHERE topic = ? AND aggregate_id = ? AND aggregate_sequence = ?";
    private static final String DEPTH_AND_AGE = """
            SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM outbox
            WHERE published_at IS NULL
            """;

    /** What waits for its own turn is left out: told here, it would come before those that it follows. */
    private static final String LATEST = """
            SELECT topic, record_key, payload, headers FROM outbox_latest latest WHERE NOT EXISTS
            (SELECT FROM outbox waiting WHERE waiting.published_at IS NULL
            AND waiting.topic = latest.topic AND waiting.record_key = latest.record_key)
            """;

    private static final String PRUNE = "DELETE FROM outbox WHERE published_at < now() - interval '1 day'";

    private final DataSource database;
    private final KafkaClients clients;
    private final Acks acks;
    private final MessagingReadiness readiness;
    private final String stage;
    private final Semaphore woken = new Semaphore(0);
    private final AtomicLong depth = new AtomicLong();
    private final AtomicLong oldestAgeMillis = new AtomicLong();
    private final Thread thread = new Thread(this::run, "outbox-relay");
    private volatile boolean running = true;

    Relay(
            DataSource database,
            KafkaClients clients,
            Acks acks,
            MessagingReadiness readiness,
            MeterRegistry meters,
            RunConfig config) {
        this.database = database;
        this.clients = clients;
        this.acks = acks;
        this.readiness = readiness;
        this.stage = config.stage().label();
        meters.gauge("ffe.outbox.pending", depth);
        meters.gauge("ffe.outbox.oldest.age.seconds", oldestAgeMillis, age -> age.get() / 1000.0);
    }

    void start(@Observes StartupEvent ready) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        wake();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }

    /** Says that there may be rows to publish; called after each commit. */
    public void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    @Override
    public Work work() throws SQLException {
        return Work.pending(pending());
    }

    /** Last: what others of this process have done becomes rows in here. */
    @Override
    public int order() {
        return Integer.MAX_VALUE;
    }

    /** Rows that are committed and not yet published. */
    public long pending() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(DEPTH_AND_AGE)) {
            result.next();
            depth.set(result.getLong(1));
            oldestAgeMillis.set((long) (result.getDouble(2) * 1000));
            return depth.get();
        }
    }

    private void run() {
        while (running) {
            try (Lead lead = Lead.join(database, AdvisoryLock.OUTBOX, Duration.ofSeconds(SILENCE_SECONDS))) {
                publishWith(lead);
            } catch (SQLException | RuntimeException | IOException | ExecutionException failed) {
                readiness.down("relay", failed);
                LOG.warnf("outbox relay waits cause=%s", failed.toString());
                LOG.debug("outbox relay waits", failed);
                pause(TROUBLE_PAUSE);
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    /** Publishes whenever it leads, until something breaks or the application ends. */
    private void publishWith(Lead lead) throws SQLException, IOException, ExecutionException, InterruptedException {
        try (Statement statement = lead.session().createStatement()) {
            statement.execute(MARKS_NEED_NOT_LAST);
        }
        long republishAt = System.nanoTime() + REPUBLISH_NANOS;
        long countAt = System.nanoTime();
        boolean leads = false;
        while (running) {
            boolean led = leads;
            leads = lead.held();
            if (leads && !led) {
                FailPoints.hit(stage + ".relay-took-lead");
            }
            if (leads) {
                publishAll(lead);
                if (System.nanoTime() - republishAt > 0) {
                    republishLatest(lead);
                    prune(lead.session());
                    republishAt = System.nanoTime() + REPUBLISH_NANOS;
                }
                if (System.nanoTime() - countAt >= 0) {
                    pending();
                    countAt = System.nanoTime() + COUNT_NANOS;
                }
            }
            readiness.up("relay");
            if (woken.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        }
    }

    private void publishAll(Lead lead) throws SQLException, IOException, ExecutionException, InterruptedException {
        boolean more = true;
        while (more) {
            more = publishBatch(lead);
        }
    }

    /** Returns true when there was a full batch, so that there may be more. */
    private boolean publishBatch(Lead lead) throws SQLException, IOException, ExecutionException, InterruptedException {
        List<Row> rows = unpublished(lead.session());
        if (rows.isEmpty()) {
            return false;
        }
        FailPoints.hit(stage + ".relay-before-send");
        List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
        for (Row row : rows) {
            sent.add(clients.producer().send(Records.record(row.topic, row.key, row.payload, headers(row.headers))));
        }
        FailPoints.hit(stage + ".relay-after-send");
        int confirmed = 0;
        @Nullable ExecutionException refused = null;
        // Stops at the first that the broker refused: what follows it in its aggregate must not be marked before it.
        while (confirmed < sent.size() && refused == null) {
            try {
                RecordMetadata at = confirmation(lead, sent.get(confirmed));
                acks.writtenThrough(new TopicPartition(at.topic(), at.partition()), at.offset() + 1);
                confirmed++;
            } catch (ExecutionException failed) {
                refused = failed;
            }
        }
        FailPoints.hit(stage + ".relay-before-mark");
        mark(lead.session(), rows.subList(0, confirmed));
        FailPoints.hit(stage + ".relay-after-mark");
        acks.changed();
        if (refused != null) {
            throw refused;
        }
        return rows.size() == BATCH;
    }

    /** Waits for as long as the broker takes, and keeps the lead meanwhile. */
    private static RecordMetadata confirmation(Lead lead, Future<RecordMetadata> sent)
            throws SQLException, ExecutionException, InterruptedException {
        while (true) {
            try {
                return sent.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException brokerIsAway) {
                lead.held();
            }
        }
    }

    private static List<Row> unpublished(Connection connection) throws SQLException {
        List<Row> rows = new ArrayList<>();
        // Prepared: the driver keeps it, and the server need not plan it again at each look.
        try (PreparedStatement statement = connection.prepareStatement(UNPUBLISHED);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(new Row(
                        result.getString(1),
                        result.getString(2),
                        result.getLong(3),
                        result.getString(4),
                        result.getBytes(5),
                        result.getString(6)));
            }
        }
        return rows;
    }

    private static void mark(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement(MARK)) {
            for (Row row : rows) {
                mark.setString(1, row.topic);
                mark.setString(2, row.aggregateId);
                mark.setLong(3, row.aggregateSequence);
                mark.addBatch();
            }
            mark.executeBatch();
        }
    }

    private void republishLatest(Lead lead) throws SQLException, IOException, ExecutionException, InterruptedException {
        try (Statement statement = lead.session().createStatement();
                ResultSet result = statement.executeQuery(LATEST)) {
            while (result.next()) {
                confirmation(
                        lead,
                        clients.producer()
                                .send(Records.record(
                                        result.getString(1),
                                        result.getString(2),
                                        result.getBytes(3),
                                        headers(result.getString(4)))));
            }
        }
    }

    private static void prune(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(PRUNE);
        }
    }

    private static Map<String, String> headers(String json) throws IOException {
        return Json.mapper().readValue(json, new TypeReference<Map<String, String>>() {});
    }

    private void pause(Duration pause) {
        try {
            woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private record Row(
            String topic, String aggregateId, long aggregateSequence, String key, byte[] payload, String headers) {}
}
