package io.ffe.execution;

import static org.awaitility.Awaitility.await;

import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Everything around execution on the topics: prices and verdicts in, executions and portfolios out. */
final class Market implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(40);

    private final KafkaClients clients;
    private final String runId;
    private final String portfolioId;
    private final Origin origin;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

    Market(KafkaClients clients, String runId, String portfolioId, Origin origin) {
        this.clients = clients;
        this.runId = runId;
        this.portfolioId = portfolioId;
        this.origin = origin;
        this.consumer = clients.newUngroupedConsumer("test");
        List<TopicPartition> partitions =
                List.of(Topics.EXECUTIONS.topicName(), Topics.PORTFOLIO.topicName(), Topics.VERDICTS.dlqName()).stream()
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    RecordMetadata quote(String symbol, long sequence, Instant at, String bid, String ask) {
        return send(
                Topics.TICKS,
                new Tick(
                        symbol,
                        "test",
                        sequence,
                        Tick.Kind.QUOTE,
                        at,
                        at,
                        new BigDecimal(bid),
                        new BigDecimal(ask),
                        null,
                        null,
                        null,
                        null,
                        origin,
                        false),
                null);
    }

    Verdict entry(String symbol, String name, String quantity, Instant decidedAt, Instant validUntil) {
        return verdict(
                symbol,
                name,
                new OrderIntent(
                        Verdict.idOf(decisionId(name)),
                        Purpose.ENTRY,
                        Side.BUY,
                        new BigDecimal(quantity),
                        new BigDecimal("100"),
                        new BigDecimal("95"),
                        new BigDecimal("110")),
                decidedAt,
                validUntil);
    }

    /** As {@link #entry}, with a limit of 99. */
    Verdict limit(String symbol, String name, TimeInForce timeInForce, Instant decidedAt, Instant validUntil) {
        return verdict(
                symbol,
                name,
                new OrderIntent(
                        Verdict.idOf(decisionId(name)),
                        Purpose.ENTRY,
                        Side.BUY,
                        new BigDecimal("2"),
                        new BigDecimal("100"),
                        new BigDecimal("95"),
                        new BigDecimal("110"),
                        OrderType.LIMIT,
                        new BigDecimal("99"),
                        timeInForce,
                        new BigDecimal("4")),
                decidedAt,
                validUntil);
    }

    Verdict exit(String symbol, String name, String quantity, Instant decidedAt) {
        return verdict(
                symbol,
                name,
                new OrderIntent(
                        Verdict.idOf(decisionId(name)),
                        Purpose.EXIT,
                        Side.SELL,
                        new BigDecimal(quantity),
                        new BigDecimal("100"),
                        null,
                        null),
                decidedAt,
                decidedAt.plusSeconds(60));
    }

    void send(Verdict verdict) {
        send(verdict, null);
    }

    void send(Verdict verdict, Instant logicalNow) {
        send(Topics.VERDICTS, verdict, logicalNow);
    }

    RecordMetadata send(Topics topic, Event event, Instant logicalNow) {
        return raw(topic, event.key(), EventCodec.payload(event), headers(event, logicalNow));
    }

    RecordMetadata raw(Topics topic, String key, byte[] value, Map<String, String> headers) {
        try {
            return clients.producer()
                    .send(Records.record(topic.topicName(), key, value, headers))
                    .get();
        } catch (Exception failed) {
            throw new IllegalStateException("the test broker did not take a record", failed);
        }
    }

    static Map<String, String> headers(Event event, Instant logicalNow) {
        return EventCodec.headers(
                event, "ffe/test", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", logicalNow);
    }

    static String orderIdOf(Verdict verdict) {
        return Ids.clientOrderId(
                verdict.verdictId(), verdict.intent().purpose() == Purpose.ENTRY ? "entry" : "exit", 0);
    }

    static String protectionIdOf(Verdict verdict) {
        return Ids.clientOrderId(Ids.intentOfProtection(verdict.verdictId()), "oco", 0);
    }

    /** All executions of this portfolio so far that match, once there are at least as many as asked for. */
    List<Execution> awaitExecutions(int atLeast, Predicate<Execution> matching) {
        await().atMost(PATIENCE)
                .until(() -> executions().stream().filter(matching).count() >= atLeast);
        return executions().stream().filter(matching).toList();
    }

    /** All executions of this portfolio so far, each delivery of each. */
    List<Execution> executions() {
        return records(Topics.EXECUTIONS.topicName()).stream()
                .map(record -> (Execution) decoded(Topics.EXECUTIONS, record))
                .filter(event -> event.portfolioId().equals(portfolioId))
                .toList();
    }

    List<Portfolio> portfolios() {
        return records(Topics.PORTFOLIO.topicName()).stream()
                .map(record -> (Portfolio) decoded(Topics.PORTFOLIO, record))
                .filter(event -> event.portfolioId().equals(portfolioId))
                .toList();
    }

    /** Records of a topic so far. */
    List<ConsumerRecord<String, byte[]>> records(String topic) {
        consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
        return seen.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private Verdict verdict(String symbol, String name, OrderIntent intent, Instant decidedAt, Instant validUntil) {
        return new Verdict(
                runId,
                decisionId(name),
                "hash",
                portfolioId,
                "snapshot-" + name,
                symbol,
                origin,
                Verdict.Result.APPROVED,
                List.of(),
                intent,
                intent.purpose() == Purpose.ENTRY ? new BigDecimal("100") : null,
                new BigDecimal("100000"),
                0,
                decidedAt,
                validUntil);
    }

    private String decisionId(String name) {
        return Ids.of("test-decision", runId, name).toString();
    }

    private static Event decoded(Topics topic, ConsumerRecord<String, byte[]> record) {
        return switch (EventCodec.decode(topic, record.key(), record.value(), Records.headers(record.headers()))) {
            case Accepted accepted -> accepted.event();
            case io.ffe.schema.serde.Decoded.Refused refused ->
                throw new AssertionError("execution published what it could not read itself: " + refused);
        };
    }
}
