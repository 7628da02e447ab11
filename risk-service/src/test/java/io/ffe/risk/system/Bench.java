package io.ffe.risk.system;

import static org.awaitility.Awaitility.await;

import io.ffe.risk.domain.Market;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** What stands around risk in a test: empty topics, an empty database, hands that publish and eyes that read. */
final class Bench implements AutoCloseable {

    static final String RUN = Market.RUN;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<Topics> WRITTEN_BY_RISK = Set.of(Topics.VERDICTS, Topics.CONTROL);

    final TestInfrastructure infrastructure = TestInfrastructure.shared();
    final Databases.Access database;

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> reader;
    private final Map<String, List<ConsumerRecord<String, byte[]>>> seen = new HashMap<>();

    Bench() {
        this(emptied());
    }

    /** @param database that the service under test uses; the topics are as they are */
    Bench(Databases.Access database) {
        this.database = database;
        Awaitility.setDefaultTimeout(PATIENCE);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", infrastructure.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
        reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", infrastructure.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topics topic :
                List.of(Topics.VERDICTS, Topics.CONTROL, Topics.DECISIONS, Topics.EXECUTIONS, Topics.SNAPSHOTS)) {
            String name = WRITTEN_BY_RISK.contains(topic) ? topic.topicName() : topic.dlqName();
            await("the broker to know " + name)
                    .until(() -> !reader.partitionsFor(name).isEmpty());
            int count = reader.partitionsFor(name).size();
            IntStream.range(0, count).forEach(number -> partitions.add(new TopicPartition(name, number)));
        }
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
    }

    /** Empties all topics and makes an empty database. */
    static Databases.Access emptied() {
        TestInfrastructure infrastructure = TestInfrastructure.shared();
        try {
            infrastructure.recreateTopics();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
        return infrastructure.freshDatabase("risk");
    }

    void publish(Snapshot snapshot) {
        publish(Topics.SNAPSHOTS, snapshot, snapshot.asOf().plusMillis(50));
    }

    void publish(Decision decision) {
        publish(Topics.DECISIONS, decision, decision.decidedAt());
    }

    void publish(Execution execution) {
        publish(Topics.EXECUTIONS, execution, execution.occurredAt());
    }

    void publish(Topics topic, Event event, Instant logicalNow) {
        send(record(topic, null, event, logicalNow));
    }

    /** On a partition of the caller's choice, as a producer with another partitioner would. */
    void publishTo(int partition, Topics topic, Event event, Instant logicalNow) {
        send(record(topic, partition, event, logicalNow));
    }

    private static ProducerRecord<String, byte[]> record(
            Topics topic, Integer partition, Event event, Instant logicalNow) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic.topicName(), partition, event.key(), EventCodec.payload(event));
        EventCodec.headers(event, "ffe/test", null, logicalNow)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** Returns when the broker has it. */
    void send(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException refused) {
            throw new IllegalStateException("the test's record was refused", refused.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** All verdicts on a decision, once there is at least one. */
    List<Verdict> verdictsOn(Decision decision) {
        await("a verdict on " + decision.decisionId())
                .atMost(PATIENCE)
                .until(() -> verdicts().stream()
                        .anyMatch(verdict -> verdict.decisionId().equals(decision.decisionId())));
        return verdicts().stream()
                .filter(verdict -> verdict.decisionId().equals(decision.decisionId()))
                .toList();
    }

    Verdict verdictOn(Decision decision) {
        return verdictsOn(decision).getFirst();
    }

    /** When the first verdict on a decision was appended to the topic; there has to be one. */
    Instant judgedAt(Decision decision) {
        String id = Verdict.idOf(decision.decisionId());
        return seen(Topics.VERDICTS.topicName()).stream()
                .filter(record -> id.equals(headers(record).get("ce_id")))
                .map(record -> Instant.ofEpochMilli(record.timestamp()))
                .findFirst()
                .orElseThrow();
    }

    /** Every verdict on the topic so far. */
    List<Verdict> verdicts() {
        return seen(Topics.VERDICTS.topicName()).stream()
                .map(record -> EventCodec.decode(Topics.VERDICTS, record.key(), record.value(), headers(record)))
                .map(decoded -> (Verdict) ((Accepted) decoded).event())
                .toList();
    }

    /** Every change of a scope on the topic so far; the relay tells the latest again each minute, which is no change. */
    List<Control> controls(String scope) {
        List<Control> changes = new ArrayList<>();
        seen(Topics.CONTROL.topicName()).stream()
                .map(record -> EventCodec.decode(Topics.CONTROL, record.key(), record.value(), headers(record)))
                .map(decoded -> (Control) ((Accepted) decoded).event())
                .filter(control -> control.scope().equals(scope))
                .filter(control -> changes.isEmpty() || !control.equals(changes.getLast()))
                .forEach(changes::add);
        return changes;
    }

    /** Every dead letter of a topic, once there are this many. */
    List<ConsumerRecord<String, byte[]>> deadLetters(Topics topic, int count) {
        await(count + " dead letters of " + topic)
                .atMost(PATIENCE)
                .until(() -> seen(topic.dlqName()).size() >= count);
        return seen(topic.dlqName());
    }

    private List<ConsumerRecord<String, byte[]>> seen(String topic) {
        reader.poll(Duration.ofMillis(100))
                .forEach(record -> seen.computeIfAbsent(record.topic(), name -> new ArrayList<>())
                        .add(record));
        return List.copyOf(seen.getOrDefault(topic, List.of()));
    }

    static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    /** The one number that a query gives. */
    long count(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Does what a hand on the database would. */
    void execute(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The database refuses everybody and ends the connections that it has, as a failing server would. */
    void databaseGoesAway() {
        asAdministrator(
                "ALTER DATABASE " + database.username() + " ALLOW_CONNECTIONS false",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database.username() + "'");
    }

    void databaseComesBack() {
        asAdministrator("ALTER DATABASE " + database.username() + " ALLOW_CONNECTIONS true");
    }

    private void asAdministrator(String... statements) {
        try (Connection connection = infrastructure.postgres().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A decision of another portfolio than {@link Market#PORTFOLIO}. */
    static Decision of(String portfolio, Decision decision) {
        return Market.claiming(decision, decision.runId(), portfolio, decision.producer(), decision.origin());
    }

    /** An execution of another portfolio. */
    static Execution of(String portfolio, Execution execution) {
        return new Execution(
                execution.runId(),
                portfolio,
                execution.sequence(),
                execution.kind(),
                execution.occurredAt(),
                execution.origin(),
                execution.order(),
                execution.fill(),
                execution.cashDelta(),
                execution.realisedPnl(),
                execution.positionQuantity(),
                execution.reason());
    }

    static BigDecimal bd(String text) {
        return new BigDecimal(text);
    }

    @Override
    public void close() {
        producer.close();
        reader.close();
    }
}
