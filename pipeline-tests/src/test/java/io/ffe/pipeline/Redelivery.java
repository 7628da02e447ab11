package io.ffe.pipeline;

import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes every record of every topic again, beats and acks included, with the key, value and headers that it has, while the
 * pipeline runs. It repeats no repetition of its own.
 */
final class Redelivery implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    /** Held back at a time when records are reordered; more are let go, oldest key first. */
    private static final int HELD_KEYS = 200;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final int least;
    private final int most;
    private final boolean reordered;
    private final Random random;
    private final Map<TopicPartition, Set<Long>> own = new HashMap<>();
    private final Map<String, Deque<ProducerRecord<byte[], byte[]>>> held = new LinkedHashMap<>();
    private final Map<Topics, Long> originals = new HashMap<>();
    private final Thread thread = new Thread(this::run, "redelivery");
    private volatile boolean running = true;
    private volatile boolean idle;
    private volatile @Nullable Throwable failure;

    private Redelivery(String bootstrapServers, int least, int most, boolean reordered, long seed) {
        this.least = least;
        this.most = most;
        this.reordered = reordered;
        this.random = new Random(seed);
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        4 * Topics.MAX_PAYLOAD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        List<TopicPartition> partitions = Arrays.stream(Topics.values())
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.topicName(), partition)))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.start();
    }

    /** Each record once more, as soon as it is there. */
    static Redelivery twice(String bootstrapServers) {
        return new Redelivery(bootstrapServers, 1, 1, false, 0);
    }

    /** Each record one to ten times more, later and in another order, but for records of the same key. */
    static Redelivery oneToTenTimesReordered(String bootstrapServers, long seed) {
        return new Redelivery(bootstrapServers, 1, 10, true, seed);
    }

    /** Waits until everything there was has been repeated. */
    void awaitCaughtUp(Duration limit) throws InterruptedException {
        idle = false;
        long end = System.nanoTime() + limit.toNanos();
        while (!idle) {
            if (failure != null) {
                throw new AssertionError("redelivery failed", failure);
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("redelivery has not caught up within " + limit);
            }
            Thread.sleep(20);
        }
    }

    /** How many records of a topic were repeated; read after {@link #close}. */
    long repeated(Topics topic) {
        return originals.getOrDefault(topic, 0L);
    }

    private void run() {
        try {
            while (running) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                records.forEach(this::hold);
                send(reordered && !records.isEmpty() ? random.nextInt(HELD_KEYS) : Integer.MAX_VALUE);
                idle = records.isEmpty() && held.isEmpty();
            }
        } catch (ExecutionException | InterruptedException | RuntimeException failed) {
            failure = failed;
        }
    }

    private void hold(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (own.computeIfAbsent(partition, ignored -> new HashSet<>()).remove(record.offset())) {
            return;
        }
        originals.merge(Topics.byName(record.topic()).orElseThrow(), 1L, Long::sum);
        int times = least + random.nextInt(most - least + 1);
        for (int time = 0; time < times; time++) {
            held.computeIfAbsent(partition + Arrays.toString(record.key()), ignored -> new ArrayDeque<>())
                    .add(new ProducerRecord<>(
                            record.topic(), record.partition(), null, record.key(), record.value(), record.headers()));
        }
    }

    /** Sends everything of some keys, each key's records in their order, and knows its own writes before it reads on. */
    private void send(int keys) throws ExecutionException, InterruptedException {
        List<String> chosen = new ArrayList<>(held.keySet());
        if (reordered) {
            Collections.shuffle(chosen, random);
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (String key : chosen.subList(0, Math.min(keys, chosen.size()))) {
            held.remove(key).forEach(record -> sent.add(producer.send(record)));
        }
        producer.flush();
        for (Future<RecordMetadata> write : sent) {
            RecordMetadata at = write.get();
            own.computeIfAbsent(new TopicPartition(at.topic(), at.partition()), ignored -> new HashSet<>())
                    .add(at.offset());
        }
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        thread.join();
        consumer.close();
        producer.close();
    }
}
