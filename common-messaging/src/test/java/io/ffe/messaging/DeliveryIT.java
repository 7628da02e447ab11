package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.outbox.Lead;
import io.ffe.messaging.outbox.Outbox;
import io.ffe.messaging.outbox.Relay;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RealInfrastructure.class)
class DeliveryIT {

    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Inject
    KafkaClients clients;

    @Inject
    DataSource database;

    @Inject
    Outbox outbox;

    @Inject
    Relay relay;

    @Inject
    Transactions transactions;

    @Inject
    LogicalTime time;

    private TopicProbe verdicts;
    private TopicProbe dlq;

    @BeforeEach
    void open() {
        verdicts = new TopicProbe(clients, Topics.VERDICTS.topicName());
        dlq = new TopicProbe(clients, Topics.DECISIONS.dlqName());
    }

    @AfterEach
    void close() {
        verdicts.close();
        dlq.close();
    }

    @Test
    void a_second_delivery_has_no_second_effect_and_publishes_nothing() throws Exception {
        Decision twice = Samples.hold("twice", "snapshot-1");
        Decision after = Samples.hold("twice", "snapshot-2");

        send(twice);
        send(twice);
        send(after);

        assertThat(verdicts.awaitRecords(2, of("twice")))
                .extracting(record -> TopicProbe.header(record, HeaderNames.ID))
                .containsExactly(Verdict.idOf(twice.decisionId()), Verdict.idOf(after.decisionId()));
        assertThat(effects(twice)).isEqualTo(1);
    }

    @Test
    void trace_and_logical_time_go_through_handler_and_outbox() throws Exception {
        Decision decision = Samples.hold("traced", "snapshot-1");

        send(decision);

        ConsumerRecord<String, byte[]> verdict =
                verdicts.awaitRecords(1, of("traced")).getFirst();
        assertThat(TopicProbe.header(verdict, HeaderNames.TRACEPARENT))
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(TopicProbe.header(verdict, HeaderNames.LOGICAL_NOW)).isEqualTo("2024-08-05T01:15:00.055Z");
        assertThat(TopicProbe.header(verdict, HeaderNames.SOURCE)).isEqualTo("ffe/risk");
    }

    /** The clients that are running here: the relay's producer and a channel's consumer among them. */
    @Test
    void clients_report_to_no_mbeans() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        List<ObjectName> ours = Stream.of("kafka.consumer:*", "kafka.producer:*")
                .flatMap(domain -> named(beans, domain))
                .toList();

        assertThat(ours)
                .filteredOn(name -> "app-info".equals(name.getKeyProperty("type")))
                .extracting(name -> name.getKeyProperty("id"))
                .contains("ffe-risk-events", "kafka-consumer-decisions");
        assertThat(ours)
                .filteredOn(name -> name.getKeyProperty("client-id") != null)
                .isEmpty();
    }

    private static Stream<ObjectName> named(MBeanServer beans, String pattern) {
        try {
            return beans.queryNames(new ObjectName(pattern), null).stream();
        } catch (MalformedObjectNameException bug) {
            throw new IllegalArgumentException(bug);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MALFORMED_JSON | {\"runId\":",
                "MALFORMED_JSON | no json at all",
                "MISSING_FIELD  | {}",
                "INVALID_VALUE  | {\"runId\": 7}",
            })
    void poison_is_dead_lettered_with_its_bytes_and_the_next_is_handled(String reason, String payload)
            throws Exception {
        String marker = reason + payload.length();
        Decision next = Samples.hold("after-" + marker, "snapshot-1");
        Map<String, String> headers = headers(next);
        headers.put("marker", marker);
        byte[] poison = payload.getBytes(StandardCharsets.UTF_8);

        verdicts.send(Topics.DECISIONS.topicName(), next.key(), poison, headers);
        send(next);

        ConsumerRecord<String, byte[]> dead =
                dlq.awaitRecords(1, record -> marked(record, marker)).getFirst();
        assertThat(dead.value()).isEqualTo(poison);
        assertThat(dead.key()).isEqualTo(next.key());
        assertThat(TopicProbe.header(dead, "ffe-dlq-reason")).isEqualTo(reason);
        assertThat(TopicProbe.header(dead, "ffe-dlq-topic")).isEqualTo(Topics.DECISIONS.topicName());
        assertThat(TopicProbe.header(dead, "ffe-dlq-consumer")).isEqualTo("risk");
        verdicts.awaitRecords(1, of(next.portfolioId()));
    }

    @Test
    void an_unknown_type_a_missing_type_and_too_many_bytes_are_dead_lettered() throws Exception {
        Decision decision = Samples.hold("poison", "snapshot-1");
        Map<String, String> unknown = headers(decision);
        unknown.put(HeaderNames.TYPE, "io.ffe.weather.v1");
        Map<String, String> untyped = headers(decision);
        untyped.remove(HeaderNames.TYPE);
        byte[] big = new byte[Topics.MAX_PAYLOAD_BYTES + 1];
        Arrays.fill(big, (byte) ' ');

        verdicts.send(Topics.DECISIONS.topicName(), "poison", EventCodec.payload(decision), unknown);
        verdicts.send(Topics.DECISIONS.topicName(), "poison", EventCodec.payload(decision), untyped);
        verdicts.send(Topics.DECISIONS.topicName(), "poison", big, headers(decision));
        verdicts.send(Topics.DECISIONS.topicName(), "another", EventCodec.payload(decision), headers(decision));

        assertThat(dlq.awaitRecords(4, record -> List.of("poison", "another").contains(record.key())))
                .extracting(record -> TopicProbe.header(record, "ffe-dlq-reason"))
                .containsExactlyInAnyOrder("UNKNOWN_TYPE", "MISSING_HEADER", "TOO_LARGE", "WRONG_KEY");
        assertThat(effects(decision)).isZero();
    }

    @Test
    void what_the_service_refuses_is_rolled_back_and_dead_lettered() throws Exception {
        Decision refused = Samples.hold("refused", "snapshot-1");

        send(refused);

        assertThat(dlq.awaitRecords(1, record -> "refused".equals(record.key())))
                .extracting(record -> TopicProbe.header(record, "ffe-dlq-reason"))
                .containsExactly("FOREIGN_PRODUCER");
        assertThat(effects(refused)).isZero();
        assertThat(count("SELECT count(*) FROM outbox WHERE aggregate_id = 'refused'"))
                .isZero();
    }

    @Test
    void an_outage_takes_none_of_a_records_attempts() throws Exception {
        Decision decision = Samples.hold("troubled", "snapshot-1");

        send(decision);

        assertThat(verdicts.awaitRecords(1, of("troubled"))).hasSize(1);
        assertThat(effects(decision)).isEqualTo(1);
    }

    @Test
    void an_aggregate_is_published_in_its_sequence() {
        List<Decision> decisions = IntStream.range(0, 1_200)
                .mapToObj(number -> Samples.hold("ordered", "snapshot-" + number))
                .toList();

        for (List<Decision> inOneCommit :
                List.of(decisions.subList(0, 1), decisions.subList(1, 1_000), decisions.subList(1_000, 1_200))) {
            transactions.run(() -> inOneCommit.forEach(this::appendVerdict));
        }

        assertThat(verdicts.awaitRecords(1_200, of("ordered")))
                .extracting(record -> TopicProbe.header(record, HeaderNames.ID))
                .containsExactlyElementsOf(decisions.stream()
                        .map(decision -> Verdict.idOf(decision.decisionId()))
                        .toList());
        await().untilAsserted(() -> assertThat(relay.pending()).isZero());
    }

    @Test
    void what_is_rolled_back_is_never_published_and_leaves_no_gap() throws Exception {
        Decision lost = Samples.hold("rolled-back", "snapshot-1");
        Decision kept = Samples.hold("rolled-back", "snapshot-2");

        assertThatThrownBy(() -> transactions.run(() -> {
                    appendVerdict(lost);
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessageContaining("on purpose");
        transactions.run(() -> appendVerdict(kept));

        assertThat(verdicts.awaitRecords(1, of("rolled-back")))
                .extracting(record -> TopicProbe.header(record, HeaderNames.ID))
                .containsExactly(Verdict.idOf(kept.decisionId()));
        assertThat(count("SELECT max(aggregate_sequence) FROM outbox WHERE aggregate_id = 'rolled-back'"))
                .isEqualTo(1);
    }

    @Test
    void too_large_an_event_is_refused_before_the_commit() throws Exception {
        Decision decision = Samples.hold("too-large", "snapshot-1");
        GateResult gate =
                new GateResult("CONCENTRATION", GateResult.Status.PASSED, "0.1", "0.3", "fraction", "x".repeat(1_000));
        Verdict verdict = Samples.noOrder(decision, Collections.nCopies(300, gate));

        assertThatThrownBy(() -> transactions.run(
                        () -> outbox.append(Topics.VERDICTS, verdict, decision.portfolioId(), Duration.ZERO)))
                .hasMessageContaining("expected at most 262144");
        assertThat(count("SELECT count(*) FROM outbox WHERE aggregate_id = 'too-large'"))
                .isZero();
    }

    @Test
    void a_row_that_another_life_left_unpublished_goes_out() throws Exception {
        Decision decision = Samples.hold("left-over", "snapshot-1");
        Verdict verdict = Samples.noOrder(decision);
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement("""
                        INSERT INTO outbox
                            (topic, aggregate_id, aggregate_sequence, id, type, record_key, payload, headers)
                        VALUES (?, 'left-over', 1, ?, ?, 'left-over', ?, ?)
                        """)) {
            insert.setString(1, Topics.VERDICTS.topicName());
            insert.setString(2, verdict.eventId());
            insert.setString(3, "io.ffe.verdict.v1");
            insert.setBytes(4, EventCodec.payload(verdict));
            insert.setString(5, Json.mapper().writeValueAsString(EventCodec.headers(verdict, "ffe/risk", null, null)));
            insert.executeUpdate();
        }

        assertThat(verdicts.awaitRecords(1, of("left-over"))).hasSize(1);
    }

    @Test
    void a_leader_that_fails_lets_go_of_the_lead_and_publishes_again_when_it_can() throws Exception {
        Decision decision = Samples.hold("z-behind-the-broken", "snapshot-1");
        execute("INSERT INTO outbox (topic, aggregate_id, aggregate_sequence, id, type, record_key, payload, headers)"
                + " VALUES ('" + Topics.VERDICTS.topicName()
                + "', 'a-broken', 1, 'a-broken', 'x', 'a-broken', '', '{')");

        await("the lead to be free")
                .until(() -> count("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                                + " (SELECT oid FROM pg_database WHERE datname = current_database())")
                        == 0);
        execute("DELETE FROM outbox WHERE id = 'a-broken'");

        transactions.run(() -> appendVerdict(decision));
        assertThat(verdicts.awaitRecords(1, of("z-behind-the-broken"))).hasSize(1);
    }

    @Test
    void a_leader_of_which_the_server_hears_nothing_is_replaced() throws Exception {
        AdvisoryLock lock = AdvisoryLock.ORDERS;
        // The frozen one joins last: its second of silence would pass while the other joins.
        try (Lead waiting = Lead.join(database, lock, Duration.ofSeconds(60));
                Lead frozen = Lead.join(database, lock, Duration.ofSeconds(1))) {
            assertThat(frozen.held()).isTrue();
            assertThat(frozen.certain()).isTrue();

            await("the lead of the silent one").until(waiting::held);

            assertThat(frozen.certain()).as("without having asked").isFalse();
            assertThatThrownBy(frozen::held).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_leader_that_freezes_inside_of_a_transaction_is_replaced() throws Exception {
        AdvisoryLock lock = AdvisoryLock.ORDERS;
        // The frozen one joins last: its second of silence would pass while the other joins.
        try (Lead waiting = Lead.join(database, lock, Duration.ofSeconds(60));
                Lead frozen = Lead.join(database, lock, Duration.ofSeconds(1))) {
            frozen.session().setAutoCommit(false);
            assertThat(frozen.held()).isTrue();

            await("the lead of the silent one").atMost(Duration.ofSeconds(4)).until(waiting::held);

            assertThatThrownBy(frozen::held).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void one_leads_at_a_time_and_what_it_leaves_is_free_at_once() throws Exception {
        AdvisoryLock lock = AdvisoryLock.ORDERS;
        try (Lead second = Lead.join(database, lock, Duration.ofSeconds(60))) {
            try (Lead first = Lead.join(database, lock, Duration.ofSeconds(60))) {
                await("the lead of the test before to be free").until(first::held);
                assertThat(second.held()).isFalse();
                assertThat(first.held()).as("asking twice takes it once").isTrue();
            }

            await("the server to have ended the session").until(second::held);
        }
    }

    private void appendVerdict(Decision decision) {
        outbox.append(Topics.VERDICTS, Samples.noOrder(decision), decision.portfolioId(), Duration.ZERO);
    }

    private void send(Decision decision) throws Exception {
        verdicts.send(Topics.DECISIONS.topicName(), decision.key(), EventCodec.payload(decision), headers(decision));
    }

    private static Map<String, String> headers(Decision decision) {
        return new HashMap<>(EventCodec.headers(decision, "ffe/decision", TRACEPARENT, Samples.AS_OF.plusMillis(50)));
    }

    private static java.util.function.Predicate<ConsumerRecord<String, byte[]>> of(String portfolioId) {
        return record -> portfolioId.equals(record.key());
    }

    private static boolean marked(ConsumerRecord<String, byte[]> record, String marker) {
        return record.headers().lastHeader("marker") != null && marker.equals(TopicProbe.header(record, "marker"));
    }

    private long effects(Decision decision) throws SQLException {
        return count("SELECT count(*) FROM effect WHERE decision_id = '" + decision.decisionId() + "'");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }

    private long count(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet result = connection.createStatement().executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
