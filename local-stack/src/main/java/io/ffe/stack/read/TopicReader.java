package io.ffe.stack.read;

import io.ffe.schema.event.Event;
import io.ffe.schema.serde.Decoded;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.broker.BrokerAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads topics from outside, as the services do: what is there and committed now, and no further. One thread at a time. */
public final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Duration limit;

    public TopicReader(String bootstrapServers) {
        this(BrokerAccess.open(bootstrapServers));
    }

    public TopicReader(BrokerAccess broker) {
        this(broker, LIMIT);
    }

    /** @param limit for each answer of the broker; what takes longer is a {@link TimeoutException} */
    TopicReader(BrokerAccess broker, Duration limit) {
        Map<String, Object> settings = broker.settings();
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(limit.toMillis()));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
        this.limit = limit;
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Every record that is on the topic now, in the order of each partition. */
    public void all(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        List<TopicPartition> partitions = partitions(topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        readTo(consumer.endOffsets(partitions), each);
    }

    /**
     * Records of a topic that are there now, beginning at these places, or where the topic begins for those that are not named.
     *
     * @return where to go on the next time
     */
    public Map<TopicPartition, Long> since(
            String topic, Map<TopicPartition, Long> from, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        List<TopicPartition> partitions = partitions(topic);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> begins = new HashMap<>();
        partitions.forEach(partition -> begins.put(partition, from.getOrDefault(partition, 0L)));
        between(begins, ends, each);
        return ends;
    }

    /** Records from one offset of each partition to another. What is no longer kept is passed over. */
    public void between(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Consumer<ConsumerRecord<byte[], byte[]>> each) {
        consumer.assign(to.keySet());
        Map<TopicPartition, Long> kept = consumer.beginningOffsets(to.keySet());
        to.forEach((partition, end) -> consumer.seek(
                partition,
                Math.max(from.getOrDefault(partition, 0L), Math.min(end, kept.getOrDefault(partition, 0L)))));
        readTo(to, each);
    }

    /** For each partition the offset of the first record that is kept. */
    public Map<Integer, Long> begins(String topic) {
        Map<Integer, Long> begins = new HashMap<>();
        consumer.beginningOffsets(partitions(topic))
                .forEach((partition, offset) -> begins.put(partition.partition(), offset));
        return begins;
    }

    /** For each partition the offset after its last record. */
    public Map<Integer, Long> ends(String topic) {
        Map<Integer, Long> ends = new HashMap<>();
        consumer.endOffsets(partitions(topic)).forEach((partition, offset) -> ends.put(partition.partition(), offset));
        return ends;
    }

    /** The last records by append time that pass, oldest first. */
    public List<ConsumerRecord<byte[], byte[]>> last(
            String topic, int count, Predicate<ConsumerRecord<byte[], byte[]>> filter) {
        Deque<ConsumerRecord<byte[], byte[]>> kept = new ArrayDeque<>();
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        all(topic, record -> {
            if (filter.test(record)) {
                found.add(record);
            }
        });
        found.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
        for (ConsumerRecord<byte[], byte[]> record : found) {
            kept.addLast(record);
            if (kept.size() > count) {
                kept.removeFirst();
            }
        }
        return List.copyOf(kept);
    }

    /** Records near the end of each partition, at most so many of each, in append order. */
    public List<ConsumerRecord<byte[], byte[]>> tail(String topic, int ofEachPartition) {
        List<TopicPartition> partitions = partitions(topic);
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        ends.forEach((partition, end) ->
                consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - ofEachPartition)));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        readTo(ends, records::add);
        records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
        return records;
    }

    /** The record at one place, or empty when there is none (any more). */
    public Optional<ConsumerRecord<byte[], byte[]>> at(String topic, int partition, long offset) {
        TopicPartition place = new TopicPartition(topic, partition);
        if (!partitions(topic).contains(place)) {
            return Optional.empty();
        }
        consumer.assign(List.of(place));
        Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(place));
        if (offset < 0 || offset >= ends.getOrDefault(place, 0L)) {
            return Optional.empty();
        }
        consumer.seek(place, offset);
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        readTo(Map.of(place, offset + 1), found::add);
        return found.stream().filter(record -> record.offset() == offset).findFirst();
    }

    /** How many records each topic holds now; compacted ones hold fewer than were written. */
    public Map<String, Long> counts(Collection<String> topics) {
        Map<String, List<PartitionInfo>> all = consumer.listTopics();
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> all.getOrDefault(topic, List.of()).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<String, Long> counts = new LinkedHashMap<>();
        topics.forEach(topic -> counts.put(topic, 0L));
        consumer.endOffsets(partitions)
                .forEach((partition, end) ->
                        counts.merge(partition.topic(), end - begins.getOrDefault(partition, 0L), Long::sum));
        return counts;
    }

    /** The names of all topics that are not Kafka's own. */
    public List<String> topics() {
        return consumer.listTopics().keySet().stream()
                .filter(name -> !name.startsWith("__"))
                .sorted()
                .toList();
    }

    public int partitionCount(String topic) {
        return partitions(topic).size();
    }

    /** The event of a record, or empty when it is none that this topic may carry. */
    public static <E extends Event> Optional<E> event(ConsumerRecord<byte[], byte[]> record, Class<E> type) {
        Optional<Topics> topic = Topics.byName(record.topic());
        if (topic.isEmpty()) {
            return Optional.empty();
        }
        return switch (EventCodec.decode(topic.get(), key(record), record.value(), headers(record))) {
            case Decoded.Accepted accepted
            when type.isInstance(accepted.event()) -> Optional.of(type.cast(accepted.event()));
            case Decoded.Accepted another -> Optional.empty();
            case Decoded.Refused refused -> Optional.empty();
        };
    }

    public static @Nullable String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** Headers as text; of repeated ones the last. */
    public static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void readTo(Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<TopicPartition, Long> open = new HashMap<>(ends);
        open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        long far = -1;
        long moved = System.nanoTime();
        while (!open.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                    each.accept(record);
                }
            }
            // Compaction leaves gaps, so that the position is asked and not the records counted.
            open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            long now = ends.keySet().stream().mapToLong(consumer::position).sum();
            if (now > far) {
                far = now;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > limit.toNanos()) {
                throw new TimeoutException("the broker has sent nothing for " + limit.toSeconds() + " s of "
                        + open.keySet() + ", which have records; look whether it is up, and read again");
            }
        }
    }
}
