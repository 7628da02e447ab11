package io.ffe.messaging.kafka;

import io.ffe.messaging.RunConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plain Kafka clients, for what is not a SmallRye channel: the relay, dead letters, beats, acks and ticks. */
@ApplicationScoped
public class KafkaClients {

    /** Above the largest record of any topic, so that a dead letter always fits. */
    private static final int MAX_REQUEST_BYTES = 2 * 1024 * 1024;

    /** As in microprofile-config.properties for channels. */
    private static final int SESSION_MILLIS = 6_000;

    private static final int HEARTBEAT_MILLIS = 500;

    private final KafkaAccess access;
    private final String clientId;
    private final String memberName;
    private final Producer<String, byte[]> ordered;

    public KafkaClients(KafkaAccess access, RunConfig run) {
        this.access = access;
        this.clientId = "ffe-" + run.stage().label();
        this.memberName = run.stage().label() + "-" + run.instance();
        this.ordered = newProducer("events", 0, 16 * 1024);
    }

    /**
     * The process's producer for everything but ticks: acks=all, idempotent, no linger, and as patient as the broker is
     * absent. Thread-safe; closed with the application.
     */
    public Producer<String, byte[]> producer() {
        return ordered;
    }

    /** A producer for many small records, batched for up to {@code lingerMillis}. The caller closes it. */
    public Producer<String, byte[]> newProducer(String name, int lingerMillis, int batchBytes) {
        return newProducer(
                name,
                Map.of(
                        ProducerConfig.LINGER_MS_CONFIG,
                        lingerMillis,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        batchBytes,
                        // Order in a partition survives an outage only if a record is never given up before its
                        // successor.
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        Integer.MAX_VALUE,
                        // And so it waits for metadata and room: an absent broker holds the sender up, it fails
                        // nothing.
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        Long.MAX_VALUE));
    }

    /**
     * A producer for single records whose order does not matter: what the broker does not take within the time fails, may
     * have arrived all the same, and can be sent again. The caller closes it.
     */
    public Producer<String, byte[]> newImpatientProducer(String name, Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        return newProducer(
                name,
                Map.of(
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        millis,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        millis,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        millis));
    }

    private Producer<String, byte[]> newProducer(String name, Map<String, Object> ofIts) {
        Map<String, Object> settings = access.settings();
        settings.putAll(ofIts);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId + "-" + name);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * A consumer without a group: the caller assigns partitions, seeks in each, and closes it. Where the records at its
     * position were removed, polling fails: it never goes on somewhere else by itself. It reads what is committed: the end of a
     * partition is where the first open transaction begins.
     */
    public KafkaConsumer<String, byte[]> newUngroupedConsumer(String name) {
        return newConsumer(name, Map.of());
    }

    /**
     * A consumer that shares a topic's partitions with the group's other members, as channels do (docs/adr/0014): who comes back
     * under its name has its partitions at once, another one has them after the session. Members keep what they have when
     * others come and go. The caller subscribes, seeks in each partition it is given, and closes it.
     */
    public KafkaConsumer<String, byte[]> newGroupedConsumer(String name, String group) {
        return newConsumer(
                name,
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                        memberName,
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        SESSION_MILLIS,
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                        HEARTBEAT_MILLIS,
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                        List.of(CooperativeStickyAssignor.class)));
    }

    private KafkaConsumer<String, byte[]> newConsumer(String name, Map<String, Object> ofIts) {
        Map<String, Object> settings = access.settings();
        settings.putAll(ofIts);
        settings.putAll(Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                clientId + "-" + name,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                100));
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    @PreDestroy
    void close() {
        ordered.close(Duration.ofSeconds(5));
    }
}
