package io.ffe.messaging.replay;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows from which offset each channel goes on, so that a partition without news counts as read. Channels name it:
 * {@code consumer-rebalance-listener.name=owned-partitions}.
 */
@ApplicationScoped
@Identifier("owned-partitions")
public class OwnedPartitions implements KafkaConsumerRebalanceListener {

    private final Acks acks;

    OwnedPartitions(Acks acks) {
        this.acks = acks;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> acks.readThrough(partition, consumer.position(partition)));
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(acks::lost);
    }
}
