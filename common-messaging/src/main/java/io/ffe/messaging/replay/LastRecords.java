package io.ffe.messaging.replay;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the last record of a partition stands. Its end does not tell: it may lie behind marks of others' transactions, which are
 * no records, so that nobody ever says that he has read them.
 */
public final class LastRecords {

    private static final Duration POLL = Duration.ofMillis(200);
    /** How much farther back is looked each time. */
    private static final long STEP = 8;

    private LastRecords() {}

    /**
     * The offset for each of these partitions that has a record. Leaves the consumer assigned to some of them.
     *
     * @param consumer without a group
     */
    public static Map<TopicPartition, Long> of(
            KafkaConsumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> last = new HashMap<>();
        Set<TopicPartition> open = new HashSet<>(partitions);
        open.removeIf(partition -> from(begins, partition) >= from(ends, partition));
        for (long back = 1; !open.isEmpty(); back *= STEP) {
            consumer.assign(open);
            for (TopicPartition partition : open) {
                consumer.seek(partition, Math.max(from(begins, partition), from(ends, partition) - back));
            }
            while (open.stream().anyMatch(partition -> consumer.position(partition) < from(ends, partition))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    last.merge(new TopicPartition(record.topic(), record.partition()), record.offset(), Math::max);
                }
            }
            long looked = back;
            open.removeIf(partition ->
                    last.containsKey(partition) || from(ends, partition) - from(begins, partition) <= looked);
        }
        return last;
    }

    private static long from(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }
}
