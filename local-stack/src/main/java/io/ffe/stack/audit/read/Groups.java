package io.ffe.stack.audit.read;

import io.ffe.stack.Problem;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.broker.BrokerAccess;
import io.ffe.stack.broker.TopicCreation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What consumer groups have committed. */
public final class Groups {

    private static final long BROKER_SECONDS = 15;

    private final BrokerAccess broker;

    public Groups(BrokerAccess broker) {
        this.broker = broker;
    }

    /** Committed offsets by partition; a group that never was has none. */
    public Map<Subscription, Map<Integer, Long>> committed() throws InterruptedException {
        Map<Subscription, Map<Integer, Long>> all = new EnumMap<>(Subscription.class);
        try (Admin admin = TopicCreation.admin(broker)) {
            for (Subscription subscription : Subscription.values()) {
                all.put(subscription, committed(admin, subscription));
            }
        }
        return all;
    }

    private Map<Integer, Long> committed(Admin admin, Subscription subscription) throws InterruptedException {
        Map<Integer, Long> committed = new HashMap<>();
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(
                            Map.of(subscription.group(), new ListConsumerGroupOffsetsSpec()))
                    .partitionsToOffsetAndMetadata(subscription.group())
                    .get(BROKER_SECONDS, TimeUnit.SECONDS);
            offsets.forEach((partition, offset) -> {
                if (offset != null
                        && partition.topic().equals(subscription.topic().topicName())) {
                    committed.put(partition.partition(), offset.offset());
                }
            });
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof GroupIdNotFoundException)) {
                throw away(failed);
            }
        } catch (TimeoutException silent) {
            throw away(silent);
        }
        return committed;
    }

    private Problem away(Exception cause) {
        return Problem.failure(
                "the audit cannot ask Kafka at " + broker + " for committed offsets: " + cause.getMessage(), cause);
    }
}
