package io.ffe.pipeline;

import io.ffe.stack.broker.TopicCreation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The services' consumer groups, as an operator sees and moves them. */
final class ConsumerGroups implements AutoCloseable {

    private final Admin admin;

    ConsumerGroups(String bootstrapServers) {
        this.admin = TopicCreation.admin(bootstrapServers);
    }

    List<String> all() {
        return get(admin.listGroups().all()).stream()
                .map(GroupListing::groupId)
                .sorted()
                .toList();
    }

    /** Whether the broker thinks that somebody reads for the group. */
    boolean hasMembers(String group) {
        return !described(group).members().isEmpty();
    }

    /**
     * A member of a group.
     *
     * @param id another one for each life
     * @param name static, the same for each life
     */
    record Member(String id, String name, Set<TopicPartition> partitions) {}

    /** Who is assigned what; empty while the group settles it. */
    List<Member> assigned(String group) {
        ConsumerGroupDescription described = described(group);
        return described.groupState() == GroupState.STABLE
                ? described.members().stream()
                        .map(member -> new Member(
                                member.consumerId(),
                                member.groupInstanceId().orElse(""),
                                member.assignment().topicPartitions()))
                        .toList()
                : List.of();
    }

    private ConsumerGroupDescription described(String group) {
        return get(admin.describeConsumerGroups(List.of(group)).all()).get(group);
    }

    Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> committed.put(partition, offset.offset()));
        return committed;
    }

    /** Records that no group has read, over all partitions of which it has read any. */
    long lag(String group) {
        Map<TopicPartition, Long> committed = committed(group);
        Map<TopicPartition, ListOffsetsResultInfo> ends = get(admin.listOffsets(committed.keySet().stream()
                        .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                .all());
        return committed.entrySet().stream()
                .mapToLong(at -> ends.get(at.getKey()).offset() - at.getValue())
                .sum();
    }

    /** Sets the group back to the first record of every partition; the broker refuses it while somebody reads. */
    void resetToBeginning(String group) {
        get(admin.alterConsumerGroupOffsets(
                        group,
                        committed(group).keySet().stream()
                                .collect(Collectors.toMap(each -> each, each -> new OffsetAndMetadata(0))))
                .all());
    }

    /** Removes every record of a partition, read or not. */
    void truncate(TopicPartition partition) {
        get(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1)))
                .all());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException refused) {
            throw new AssertionError("the broker refused: " + refused.getCause(), refused);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopping);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
