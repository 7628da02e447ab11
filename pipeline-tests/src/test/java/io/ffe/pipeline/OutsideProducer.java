package io.ffe.pipeline;

import io.ffe.schema.event.Event;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.read.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Somebody else's program, which may write to the topics as well. */
final class OutsideProducer implements AutoCloseable {

    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    OutsideProducer(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void send(Topics topic, Event event) {
        send(topic, event, null);
    }

    /** With the time of its making as logical time, without which a replay refuses it. */
    void sendInReplay(Topics topic, Event event) {
        send(topic, event, event.time());
    }

    private void send(Topics topic, Event event, @Nullable Instant logicalNow) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic.topicName(), event.key().getBytes(StandardCharsets.UTF_8), EventCodec.payload(event));
        EventCodec.headers(event, "somebody/else", null, logicalNow)
                .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        send(record);
    }

    /** Writes the first record of a partition again, behind all others. */
    void sendFirstAgain(TopicPartition partition) {
        try (TopicReader reader = new TopicReader(bootstrapServers)) {
            ConsumerRecord<byte[], byte[]> first =
                    reader.at(partition.topic(), partition.partition(), 0).orElseThrow();
            send(new ProducerRecord<>(
                    first.topic(), first.partition(), null, first.key(), first.value(), first.headers()));
        }
    }

    /** Writes a record as another one is, but for its value. */
    void sendInstead(ConsumerRecord<byte[], byte[]> like, byte[] value) {
        send(new ProducerRecord<>(like.topic(), like.partition(), null, like.key(), value, like.headers()));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException refused) {
            throw new AssertionError("the broker did not take " + record.topic(), refused);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopping);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
