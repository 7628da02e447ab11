package io.ffe.papervenue.testing;

import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.testing.TestInfrastructure;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/**
 * What market-data is to the venue: ticks and beats on a real broker, and a reader of acks. The topics are shared with the
 * other tests of the build: each keeps to symbols and runs of its own.
 */
public final class Market implements AutoCloseable {

    public static final Instant START = Instant.parse("2024-08-05T00:00:00Z");

    private final TestInfrastructure infrastructure = TestInfrastructure.shared();
    private final KafkaProducer<String, byte[]> producer;
    private final Map<Integer, Long> ends = new HashMap<>();
    private long ticks;

    public Market() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", infrastructure.bootstrapServers(), "acks", "all", "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    public String bootstrapServers() {
        return infrastructure.bootstrapServers();
    }

    /** Writes a quote one second after the one before it. */
    public void quote(String symbol, int bid) {
        quote(symbol, bid, Origin.REPLAY);
    }

    /** The same, from prices of another origin than the run's. */
    public void quote(String symbol, int bid, Origin origin) {
        quote(symbol, bid, origin, START.plusSeconds(ticks + 1));
    }

    /** A quote of the time that it is given. */
    public void quote(String symbol, int bid, Origin origin, Instant at) {
        ticks++;
        Tick tick = new Tick(
                symbol,
                "test",
                ticks,
                Tick.Kind.QUOTE,
                at,
                at,
                BigDecimal.valueOf(bid),
                BigDecimal.valueOf(bid + 1),
                null,
                null,
                null,
                null,
                origin,
                false);
        RecordMetadata written = write(Topics.TICKS, tick);
        ends.put(written.partition(), written.offset() + 1);
    }

    /** Writes a record that is no tick to the symbol's partition. */
    public void garbage(String symbol) {
        RecordMetadata written = send(
                Records.record(Topics.TICKS.topicName(), symbol, "no tick".getBytes(StandardCharsets.UTF_8), Map.of()));
        ends.put(written.partition(), written.offset() + 1);
    }

    /** Where the tick topic ends now, for a beat. */
    public Map<Integer, Long> ends() {
        return Map.copyOf(ends);
    }

    public void beat(String runId, long number, Map<Integer, Long> tickEnds) {
        write(
                Topics.CLOCK,
                new Beat(runId, number, Beat.Kind.MINUTE, START.plusSeconds(60 * number), tickEnds, null, null));
    }

    /** Waits for the venue's ack of a beat. */
    public Ack awaitAck(String runId, long beat) {
        return awaitAck("ack of beat " + beat, runId, ack -> ack.beat() >= beat);
    }

    /** Waits until the venue has told that it has read all that this wrote to the tick topic. */
    public void awaitRead(String runId) {
        awaitAck(
                "ticks read",
                runId,
                ack -> ends.entrySet().stream()
                        .allMatch(end ->
                                ack.readThrough().getOrDefault(Topics.TICKS.topicName() + "-" + end.getKey(), 0L)
                                        >= end.getValue()));
    }

    private Ack awaitAck(String what, String runId, Predicate<Ack> wanted) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", infrastructure.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition acks = new TopicPartition(Topics.ACKS.topicName(), 0);
            consumer.assign(List.of(acks));
            consumer.seekToBeginning(List.of(acks));
            return Awaitility.await(what)
                    .atMost(Duration.ofSeconds(180))
                    .until(() -> poll(consumer, runId, wanted), Optional::isPresent)
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        producer.close();
    }

    private static Optional<Ack> poll(KafkaConsumer<String, byte[]> consumer, String runId, Predicate<Ack> wanted) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            if (EventCodec.decode(Topics.ACKS, record.key(), record.value(), Records.headers(record.headers()))
                            instanceof Accepted(Ack ack, var envelope)
                    && ack.runId().equals(runId)
                    && wanted.test(ack)) {
                return Optional.of(ack);
            }
        }
        return Optional.empty();
    }

    private RecordMetadata write(Topics topic, Event event) {
        return send(Records.record(
                topic.topicName(),
                event.key(),
                EventCodec.payload(event),
                EventCodec.headers(event, "ffe/market-data", null, START)));
    }

    private RecordMetadata send(ProducerRecord<String, byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
