package io.ffe.stack.doctor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker's clock: what it stamps on a record of a topic that is made for it and removed again. */
public final class BrokerTime implements TimeSource, AutoCloseable {

    private static final long SECONDS = 20;

    private final Admin admin;
    private final String bootstrapServers;
    private final String topic = "ffe.doctor." + UUID.randomUUID();
    private final KafkaProducer<byte[], byte[]> producer;
    private boolean made;

    public BrokerTime(Admin admin, String bootstrapServers) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        String.valueOf(SECONDS * 1000)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public String name() {
        return "Kafka at " + bootstrapServers;
    }

    @Override
    public Duration step() {
        return Duration.ofMillis(1);
    }

    @Override
    public Instant time() throws IOException, InterruptedException {
        try {
            if (!made) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)
                                .configs(Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "60000"))))
                        .all()
                        .get(SECONDS, TimeUnit.SECONDS);
                made = true;
            }
            return Instant.ofEpochMilli(producer.send(new ProducerRecord<>(topic, new byte[0]))
                    .get(SECONDS, TimeUnit.SECONDS)
                    .timestamp());
        } catch (ExecutionException | TimeoutException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(SECONDS));
        if (made) {
            admin.deleteTopics(List.of(topic));
        }
    }
}
