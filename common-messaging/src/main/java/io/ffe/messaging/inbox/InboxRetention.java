package io.ffe.messaging.inbox;

import io.ffe.messaging.AdvisoryLock;
import io.ffe.messaging.inbox.SeenOffsets.Run;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes old rows out of the inbox and keeps their offsets ({@link SeenOffsets}), in the same transaction.
 *
 * <p>Old is a matter of the partition's own log: a row goes when its consumer has handled a record that was appended a retention and
 * a little later. An event that is published again within the retention comes before that record and finds the row, however long
 * the consumer was away; and nothing that was not handled is ever noted as seen (docs/adr/0045).
 */
@ApplicationScoped
public class InboxRetention {

    private static final Logger LOG = Logger.getLogger(InboxRetention.class);

    /** Few enough that a handler that meets one of its rows waits for some milliseconds. */
    private static final int BATCH = 500;

    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_SETTLING = Duration.ofHours(1);
    private static final int PARTS = 24;

    /** From one partition to the next by the index, without reading what lies between. */
    private static final String PARTITIONS = """
            WITH RECURSIVE part AS (
                (SELECT consumer, topic_partition FROM inbox WHERE topic_partition IS NOT NULL
                 ORDER BY consumer, topic_partition LIMIT 1)
                UNION ALL
                SELECT later.consumer, later.topic_partition FROM part, LATERAL (
                    SELECT consumer, topic_partition FROM inbox
                    WHERE (consumer, topic_partition) > (part.consumer, part.topic_partition) AND topic_partition IS NOT NULL
                    ORDER BY consumer, topic_partition LIMIT 1) later)
            SELECT consumer, topic_partition FROM part
            """;

    private static final String NEWEST =
            "SELECT max(appended_at) FROM inbox WHERE consumer = ? AND topic_partition = ? AND appended_at <= ?";
    private static final String DELETE = """
            DELETE FROM inbox WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM inbox
                WHERE consumer = ? AND topic_partition = ? AND appended_at < least(?, now() - ? * interval '1 millisecond')
                ORDER BY appended_at LIMIT ?))
            RETURNING record_offset, appended_at
            """;
    /** As autovacuum last saw it: counting would read all of it. */
    private static final String ROWS = "SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'inbox'::regclass";

    private static final Timestamp END_OF_TIME = Timestamp.from(Instant.parse("2999-12-31T00:00:00Z"));

    private final DataSource database;
    private final InboxConfig config;
    private final Counter pruned;
    private final AtomicLong rows = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "inbox-retention");

    InboxRetention(DataSource database, InboxConfig config, MeterRegistry meters) {
        this.database = database;
        this.config = config;
        this.pruned = meters.counter("ffe.inbox.pruned");
        meters.gauge("ffe.inbox.rows", rows);
        thread.setDaemon(true);
    }

    private record Part(String consumer, int partition) {}

    /** Values that no start accepts, each with what was expected; empty when there are none. */
    public static List<String> problems(InboxConfig config) {
        List<String> problems = new ArrayList<>();
        if (!config.repeatsWithin().isPositive()) {
            problems.add("ffe.inbox.repeats-within is " + config.repeatsWithin() + ", expected more than 0");
        }
        if (config.retention().compareTo(config.repeatsWithin()) <= 0) {
            problems.add("ffe.inbox.retention is " + config.retention() + ", expected longer than"
                    + " ffe.inbox.repeats-within, " + config.repeatsWithin()
                    + ": an event that is published again would have its effect twice");
        }
        return problems;
    }

    void check(@Observes @Priority(1) StartupEvent starting) {
        List<String> problems = problems(config);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems));
        }
    }

    void start(@Observes StartupEvent ready) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent ending) throws InterruptedException {
        stopping.countDown();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }

    private void run() {
        Duration pause = shorter(LONGEST_PAUSE, config.retention().dividedBy(PARTS));
        try {
            while (!stopping.await(pause.toMillis() + 1, TimeUnit.MILLISECONDS)) {
                round();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws InterruptedException {
        try {
            while (prune(config.retention(), BATCH) == Round.MORE
                    && !stopping.await(BETWEEN_BATCHES.toMillis(), TimeUnit.MILLISECONDS)) {
                // One batch of each partition at a time.
            }
            count();
        } catch (SQLException | RuntimeException failed) {
            // Nothing depends on it today: the next round does what this one has not.
            LOG.warnf("inbox was not pruned cause=%s", failed.toString());
            LOG.debug("inbox was not pruned", failed);
        }
    }

    /** Whether a pass has left something that could go. */
    public enum Round {
        MORE,
        DONE
    }

    /**
     * Prunes at most a batch of each partition, each in a transaction of its own.
     *
     * @param retention in time of the log
     */
    public Round prune(Duration retention, int batch) throws SQLException {
        Round round = Round.DONE;
        for (Part part : parts()) {
            int gone = QuarkusTransaction.requiringNew().call(() -> pruneBatch(part, retention, batch));
            pruned.increment(gone);
            if (gone == batch) {
                round = Round.MORE;
            }
        }
        return round;
    }

    private int pruneBatch(Part part, Duration retention, int batch) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Timestamp newest = newest(connection, part, END_OF_TIME);
            if (newest == null || !alone(connection)) {
                return 0;
            }
            // A clock of the log that leaps, as after a restore, counts once something came well after the leap: what a
            // relay sends again at its start has been handled by then.
            Duration settling = shorter(LONGEST_SETTLING, retention.dividedBy(PARTS));
            Timestamp settled =
                    newest(connection, part, Timestamp.from(newest.toInstant().minus(settling)));
            if (settled == null) {
                return 0;
            }
            List<Run> gone = delete(connection, part, settled.toInstant().minus(retention), retention, batch);
            for (Run run : SeenOffsets.runs(gone)) {
                SeenOffsets.add(connection, part.consumer(), part.partition(), run);
            }
            return gone.size();
        }
    }

    private static List<Run> delete(Connection connection, Part part, Instant before, Duration retention, int batch)
            throws SQLException {
        List<Run> gone = new ArrayList<>();
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setString(1, part.consumer());
            delete.setInt(2, part.partition());
            delete.setTimestamp(3, Timestamp.from(before));
            delete.setLong(4, retention.toMillis());
            delete.setInt(5, batch);
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    long offset = rows.getLong(1);
                    gone.add(new Run(offset, offset + 1, rows.getTimestamp(2)));
                }
            }
        }
        return gone;
    }

    private static @Nullable Timestamp newest(Connection connection, Part part, Timestamp atMost) throws SQLException {
        try (PreparedStatement newest = connection.prepareStatement(NEWEST)) {
            newest.setString(1, part.consumer());
            newest.setInt(2, part.partition());
            newest.setTimestamp(3, atMost);
            try (ResultSet row = newest.executeQuery()) {
                row.next();
                return row.getTimestamp(1);
            }
        }
    }

    /** Whether no other instance prunes just now; until the transaction ends. */
    private static boolean alone(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_try_advisory_xact_lock(" + AdvisoryLock.INBOX_PRUNING.number() + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private List<Part> parts() throws SQLException {
        List<Part> parts = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(PARTITIONS)) {
            while (row.next()) {
                parts.add(new Part(row.getString(1), row.getInt(2)));
            }
        }
        return parts;
    }

    private void count() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ROWS)) {
            row.next();
            rows.set(row.getLong(1));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
