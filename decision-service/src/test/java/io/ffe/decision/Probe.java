package io.ffe.decision;

import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Writes snapshots as market-data would and executions as execution would, and reads decisions, outcomes and dead letters as anybody could. */
final class Probe implements AutoCloseable {

    static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    static final Duration HOP_BEFORE = Duration.ofMillis(50);

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

    Probe(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringSerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic :
                List.of(Topics.DECISIONS.topicName(), Topics.OUTCOMES.topicName(), Topics.SNAPSHOTS.dlqName())) {
            consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    static Map<String, String> headers(Snapshot snapshot) {
        return new HashMap<>(EventCodec.headers(
                snapshot,
                "ffe/market-data",
                "00-" + TRACE_ID + "-00f067aa0ba902b7-01",
                snapshot.origin() == Origin.LIVE ? null : now(snapshot)));
    }

    static Instant now(Snapshot snapshot) {
        return snapshot.asOf().plus(HOP_BEFORE);
    }

    void send(Snapshot snapshot) {
        send(snapshot.key(), EventCodec.payload(snapshot), headers(snapshot));
    }

    void send(Execution execution) {
        send(
                Topics.EXECUTIONS,
                execution.key(),
                EventCodec.payload(execution),
                EventCodec.headers(execution, "ffe/execution", null, execution.occurredAt()));
    }

    void send(String key, byte[] value, Map<String, String> headers) {
        send(Topics.SNAPSHOTS, key, value, headers);
    }

    private void send(Topics topic, String key, byte[] value, Map<String, String> headers) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.topicName(), key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException("the broker did not take the record", failed);
        }
    }

    /** Records of decisions on the snapshot, repeats included, once there are as many. */
    List<ConsumerRecord<String, byte[]>> awaitDecisions(Snapshot snapshot, int atLeast) {
        return await(
                atLeast,
                record -> record.topic().equals(Topics.DECISIONS.topicName())
                        && decision(record).snapshotId().equals(snapshot.snapshotId()));
    }

    List<ConsumerRecord<String, byte[]>> awaitDeadLetters(String reason, Predicate<byte[]> value) {
        return await(
                1,
                record -> record.topic().equals(Topics.SNAPSHOTS.dlqName())
                        && header(record, "ffe-dlq-reason").equals(reason)
                        && value.test(record.value()));
    }

    /** Outcomes of decisions on the snapshot, repeats included, once there are as many. */
    List<Outcome> awaitOutcomes(Snapshot snapshot, int atLeast) {
        return await(
                        atLeast,
                        record -> record.topic().equals(Topics.OUTCOMES.topicName())
                                && outcome(record).snapshotId().equals(snapshot.snapshotId()))
                .stream()
                .map(Probe::outcome)
                .toList();
    }

    private static Outcome outcome(ConsumerRecord<String, byte[]> record) {
        try {
            return Json.mapper().readValue(record.value(), Outcome.class);
        } catch (IOException broken) {
            throw new UncheckedIOException("offset " + record.offset() + " holds no outcome", broken);
        }
    }

    /** Decisions on the snapshot that have been seen so far. */
    List<Decision> decisionsSoFar(Snapshot snapshot) {
        return awaitDecisions(snapshot, 0).stream().map(Probe::decision).toList();
    }

    /** Every decision of a portfolio in a run that was published so far, in the order of the topic. */
    List<ConsumerRecord<String, byte[]>> published(String run, String portfolio) {
        return await(
                0,
                record -> record.topic().equals(Topics.DECISIONS.topicName())
                        && portfolio.equals(record.key())
                        && decision(record).runId().equals(run));
    }

    static Decision decision(ConsumerRecord<String, byte[]> record) {
        try {
            return Json.mapper().readValue(record.value(), Decision.class);
        } catch (IOException broken) {
            throw new UncheckedIOException("offset " + record.offset() + " holds no decision", broken);
        }
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    static Instant logicalNow(ConsumerRecord<String, byte[]> record) {
        return Instant.parse(header(record, HeaderNames.LOGICAL_NOW));
    }

    private List<ConsumerRecord<String, byte[]>> await(
            int atLeast, Predicate<ConsumerRecord<String, byte[]>> matching) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
            return seen.stream().filter(matching).count() >= atLeast;
        });
        return seen.stream().filter(matching).toList();
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
