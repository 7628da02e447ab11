package io.ffe.pipeline;

import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What an outside producer can get wrong, once of each kind on each topic that somebody reads. */
final class PoisonOnEveryTopic {

    private static final List<Topics> READ =
            List.of(Topics.TICKS, Topics.SNAPSHOTS, Topics.DECISIONS, Topics.VERDICTS, Topics.EXECUTIONS);

    /**
     * A record that was sent, and what has to become of it.
     *
     * @param readers how many stages read the topic, so how many refuse it
     */
    record Poison(Topics topic, DeadLetterReason reason, byte[] bytes, int readers) {}

    private PoisonOnEveryTopic() {}

    static List<Poison> send(String bootstrapServers) {
        List<Poison> sent = new ArrayList<>();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        4 * Topics.MAX_PAYLOAD_BYTES),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (Topics topic : READ) {
                String type = topic.carries().getFirst().wireName();
                sent.add(send(producer, topic, DeadLetterReason.MALFORMED_JSON, type, "{\"broken\": "));
                sent.add(send(producer, topic, DeadLetterReason.MISSING_FIELD, type, "{\"unknown\": 1}"));
                sent.add(send(producer, topic, DeadLetterReason.UNKNOWN_TYPE, "io.ffe.weather.v1", "{\"rain\": true}"));
                sent.add(send(
                        producer,
                        topic,
                        DeadLetterReason.TOO_LARGE,
                        type,
                        "\"" + "x".repeat(Topics.MAX_PAYLOAD_BYTES) + "\""));
            }
        } catch (ExecutionException refused) {
            throw new AssertionError("the broker did not take the poison", refused);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
        return sent;
    }

    private static Poison send(
            KafkaProducer<String, byte[]> producer, Topics topic, DeadLetterReason reason, String type, String payload)
            throws ExecutionException, InterruptedException {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.topicName(), "poison", bytes);
        record.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        record.headers().add("ce_id", (topic + "-" + reason).getBytes(StandardCharsets.UTF_8));
        producer.send(record).get();
        return new Poison(topic, reason, bytes, topic.refusers().size());
    }
}
