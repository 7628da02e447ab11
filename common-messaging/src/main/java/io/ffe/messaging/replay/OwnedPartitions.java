package io.ffe.messaging.replay;

import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.kafka.RecordsLost;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Says from which offset each channel goes on, so that a partition without news counts as read, and nothing is skipped
 * unseen. Channels name it: {@code consumer-rebalance-listener.name=owned-partitions}, beside
 * {@code auto.offset.reset=none}.
 *
 * <p>A group that has committed nothing begins at the first record there is; the inbox stops what it had before. One whose
 * next record is gone does not go on: its consumer fails at every poll, readiness is DOWN and names the partition. A broker that is
 * away is waited for ({@code default.api.timeout.ms}).
 */
@ApplicationScoped
@Identifier("owned-partitions")
public class OwnedPartitions implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(OwnedPartitions.class);

    private final Acks acks;
    private final MessagingReadiness readiness;

    OwnedPartitions(Acks acks, MessagingReadiness readiness) {
        this.acks = acks;
        this.readiness = readiness;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            OffsetAndMetadata known = committed.get(partition);
            if (known == null) {
                LOG.infof("nothing committed, reading from the first record partition=%s offset=%d", partition, begin);
                consumer.seek(partition, begin);
                acks.readThrough(partition, begin);
            } else {
                confirm(partition, known.offset(), begin, ends.getOrDefault(partition, 0L));
                acks.readThrough(partition, known.offset());
            }
        }
    }

    private void confirm(TopicPartition partition, long next, long begin, long end) {
        if (next >= begin && next <= end) {
            readiness.up(partition.toString());
            return;
        }
        RecordsLost lost =
                next < begin ? RecordsLost.before(partition, next, begin) : RecordsLost.after(partition, next, end);
        LOG.errorf("records are lost, the channel stops detail=%s", lost.getMessage());
        readiness.down(partition.toString(), lost);
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(acks::lost);
    }
}
