package io.ffe.bench.stage;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** What {@code KafkaClients} and {@code TickPublisher} set, for the peers. */
public final class ClientSettings {

    public static final int LINGER_MILLIS = 5;
    public static final int BATCH_BYTES = 128 * 1024;

    private ClientSettings() {}

    /** acks=all, idempotent, no compression. */
    public static Map<String, Object> producer(String bootstrapServers, int lingerMillis) {
        return new HashMap<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                lingerMillis,
                ProducerConfig.BATCH_SIZE_CONFIG,
                BATCH_BYTES,
                // As patient as FFE's: where the machine is busy a batch may wait for minutes.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                Long.MAX_VALUE));
    }

    /** Without a group, many records a poll. */
    public static Map<String, Object> consumer(String bootstrapServers, int fetchWaitMillis) {
        return new HashMap<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                fetchWaitMillis));
    }
}
