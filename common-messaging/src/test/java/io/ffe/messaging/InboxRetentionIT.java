package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.messaging.inbox.InboxRetention;
import io.ffe.messaging.inbox.InboxRetention.Round;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.schema.event.Decision;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Old rows leave the inbox; what was handled is not handled again for it, and what was not still is. */
@QuarkusTest
@QuarkusTestResource(RealInfrastructure.class)
@TestProfile(InboxRetentionIT.Alone.class)
class InboxRetentionIT {

    /** An application of its own: acks of others' would name the partitions that no broker has. */
    public static final class Alone implements QuarkusTestProfile {}

    private static final Duration RETENTION = Duration.ofDays(35);
    private static final int BATCH = 500;

    @Inject
    KafkaClients clients;

    @Inject
    DataSource database;

    @Inject
    MeterRegistry meters;

    @Inject
    InboxRetention retention;

    @Inject
    VerdictOnEveryDecision channel;

    private final Instant now = Instant.now();

    /** The application's own registry hands on to others, and in this test there is none that counts. */
    @BeforeEach
    void count() {
        if (meters instanceof CompositeMeterRegistry all && all.getRegistries().isEmpty()) {
            all.add(new SimpleMeterRegistry());
        }
    }

    @Test
    void a_record_of_the_broker_that_comes_again_after_its_row_was_pruned_has_no_second_effect() throws Exception {
        Decision old = Samples.hold("of-the-broker", "snapshot-old");
        AtomicInteger later = new AtomicInteger();
        try (TopicProbe probe = new TopicProbe(clients, Topics.DECISIONS.topicName())) {
            send(probe, old);
            await().until(() -> effects(old) == 1);

            await("the log to go on, and the row to go").until(() -> {
                send(probe, Samples.hold("of-the-broker", "snapshot-" + later.incrementAndGet()));
                retention.prune(Duration.ofMillis(480), BATCH);
                return rows(old) == 0;
            });
            double before = beyondRetention();
            channel.on(probe.awaitRecords(1, record -> holds(record, old)).getFirst());

            assertThat(effects(old)).isEqualTo(1);
            assertThat(rows(old)).isZero();
            assertThat(beyondRetention()).isEqualTo(before + 1);
        }
    }

    @Test
    void a_backlog_older_than_the_retention_is_handled_and_what_lies_before_it_is_not_handled_again() throws Exception {
        Log log = new Log(101);
        log.deliver(0, 100);
        log.deliver(1, 99);
        log.deliver(2, 41);
        log.deliver(3, 40);

        assertThat(retention.prune(RETENTION, BATCH)).isEqualTo(Round.DONE);
        log.deliver(4, 39);
        log.deliver(5, 0);
        log.deliver(0, 100);
        log.deliver(1, 99);

        assertThat(log.rows()).as("rows of 2 to 5").isEqualTo(4);
        for (int offset = 0; offset <= 5; offset++) {
            assertThat(log.effects(offset)).as("effects of offset " + offset).isEqualTo(1);
        }
    }

    @Test
    void records_that_were_passed_over_are_handled_when_offsets_are_set_back_over_pruned_ones() throws Exception {
        Log log = new Log(102);
        log.deliver(0, 100);
        log.deliver(1, 99);
        log.deliver(4, 98);
        log.deliver(5, 50);
        log.deliver(6, 49);

        retention.prune(RETENTION, BATCH);
        assertThat(log.rows()).as("rows of 5 and 6").isEqualTo(2);
        int[] daysAgo = {100, 99, 99, 98, 98, 50, 49};
        for (int offset = 0; offset <= 6; offset++) {
            log.deliver(offset, daysAgo[offset]);
        }

        for (int offset = 0; offset <= 6; offset++) {
            assertThat(log.effects(offset)).as("effects of offset " + offset).isEqualTo(1);
        }
    }

    @Test
    void a_pruning_that_ended_between_two_batches_goes_on_where_it_was() throws Exception {
        Log log = new Log(103);
        for (int offset = 0; offset < 5; offset++) {
            log.deliver(offset, 100 - offset);
        }
        log.deliver(5, 50);
        log.deliver(6, 49);

        assertThat(retention.prune(RETENTION, 2)).isEqualTo(Round.MORE);
        assertThat(log.rows()).isEqualTo(5);
        log.deliver(1, 99);
        log.deliver(2, 98);
        await().until(() -> retention.prune(RETENTION, 2) == Round.DONE);

        assertThat(log.rows()).as("rows of 5 and 6").isEqualTo(2);
        assertThat(log.seen()).as("one run of offsets").isEqualTo("[0,5)");
        log.deliver(1, 99);
        log.deliver(2, 98);
        assertThat(log.effects(1)).isEqualTo(1);
        assertThat(log.effects(2)).isEqualTo(1);
    }

    @Test
    void an_event_that_was_published_twice_is_known_at_both_places() throws Exception {
        Log log = new Log(104);
        Decision twice = log.decision(0);
        log.deliver(0, 100, twice);
        log.deliver(1, 99);
        log.deliver(2, 80, twice);
        log.deliver(3, 50);
        log.deliver(4, 49);

        retention.prune(RETENTION, BATCH);
        log.deliver(0, 100, twice);
        log.deliver(2, 80, twice);

        assertThat(log.seen()).isEqualTo("[0,3)");
        assertThat(effects(twice)).isEqualTo(1);
    }

    @Test
    void a_row_of_before_offsets_were_kept_stays_and_stops_its_record() throws Exception {
        Log log = new Log(105);
        Decision taken = log.decision(0);
        execute("INSERT INTO inbox (consumer, event_id, received_at) VALUES ('" + Log.CONSUMER + "', '"
                + taken.decisionId() + "', now() - interval '300 days')");
        log.deliver(0, 300, taken);
        log.deliver(1, 50);
        log.deliver(2, 49);

        retention.prune(RETENTION, BATCH);
        log.deliver(0, 300, taken);

        assertThat(rows(taken)).isEqualTo(1);
        assertThat(effects(taken)).isZero();
    }

    @Test
    void a_topic_that_was_made_anew_is_not_taken_for_the_one_before() throws Exception {
        Log before = new Log(106);
        before.deliver(0, 100);
        before.deliver(1, 50);
        before.deliver(2, 49);
        retention.prune(RETENTION, BATCH);
        assertThat(before.seen()).isEqualTo("[0,1)");
        Decision anew = Samples.hold("made-anew", "snapshot-1");

        before.deliver(0, 0, anew);

        assertThat(effects(anew)).isEqualTo(1);
    }

    @Test
    void where_producers_set_the_times_nothing_is_pruned() throws Exception {
        Log log = new Log(107, TimestampType.CREATE_TIME);
        log.deliver(0, 100);
        log.deliver(1, 50);
        log.deliver(2, 0);

        retention.prune(RETENTION, BATCH);

        assertThat(log.rows()).as("with or without a place").isZero();
        assertThat(rows(log.decision(0))).isEqualTo(1);
    }

    /** A partition that no broker has, so that its log can be of any age. */
    private final class Log {

        static final String CONSUMER = "risk/ffe.decisions.v1";

        private final int partition;
        private final TimestampType times;

        Log(int partition) {
            this(partition, TimestampType.LOG_APPEND_TIME);
        }

        Log(int partition, TimestampType times) {
            this.partition = partition;
            this.times = times;
        }

        Decision decision(int number) {
            return Samples.hold("log-" + partition, "snapshot-" + number);
        }

        void deliver(int offset, int daysAgo) {
            deliver(offset, daysAgo, decision(offset));
        }

        void deliver(int offset, int daysAgo, Decision decision) {
            RecordHeaders headers = new RecordHeaders();
            headers(decision).forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
            byte[] payload = EventCodec.payload(decision);
            channel.on(new ConsumerRecord<>(
                    Topics.DECISIONS.topicName(),
                    partition,
                    offset,
                    now.minus(Duration.ofDays(daysAgo)).toEpochMilli(),
                    times,
                    decision.key().length(),
                    payload.length,
                    decision.key(),
                    payload,
                    headers,
                    Optional.empty()));
        }

        long effects(int number) throws SQLException {
            return InboxRetentionIT.this.effects(decision(number));
        }

        long rows() throws SQLException {
            return Long.parseLong(one("SELECT count(*) FROM inbox WHERE consumer = '" + CONSUMER
                    + "' AND topic_partition = " + partition + " AND appended_at IS NOT NULL"));
        }

        String seen() throws SQLException {
            return one("SELECT string_agg('[' || from_offset || ',' || below_offset || ')', ' ' ORDER BY from_offset)"
                    + " FROM inbox_seen WHERE consumer = '" + CONSUMER + "' AND topic_partition = " + partition);
        }
    }

    private static void send(TopicProbe probe, Decision decision) throws Exception {
        probe.send(Topics.DECISIONS.topicName(), decision.key(), EventCodec.payload(decision), headers(decision));
    }

    private static Map<String, String> headers(Decision decision) {
        return EventCodec.headers(decision, "ffe/decision", null, Samples.AS_OF.plusMillis(50));
    }

    private static boolean holds(ConsumerRecord<String, byte[]> record, Decision decision) {
        return new String(record.value(), StandardCharsets.UTF_8).contains(decision.decisionId())
                || decision.decisionId().equals(TopicProbe.header(record, "ce_id"));
    }

    private double beyondRetention() {
        return meters.counter("ffe.inbox.beyond.retention", "topic", Topics.DECISIONS.topicName())
                .count();
    }

    private long effects(Decision decision) throws SQLException {
        return Long.parseLong(one("SELECT count(*) FROM effect WHERE decision_id = '" + decision.decisionId() + "'"));
    }

    private long rows(Decision decision) throws SQLException {
        return Long.parseLong(one("SELECT count(*) FROM inbox WHERE event_id = '" + decision.decisionId() + "'"));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }

    private String one(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet result = connection.createStatement().executeQuery(query)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }
}
