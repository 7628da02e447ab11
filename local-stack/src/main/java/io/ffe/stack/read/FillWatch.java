package io.ffe.stack.read;

import io.ffe.schema.event.Execution;
import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows the executions of a run from where they are when it is made: counts orders and fills, and tells of the first
 * fill. Reading on is all that it does; a broker that is away for a while only delays it.
 */
public final class FillWatch implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<Execution> onFirstFill;
    private final Set<String> orders = new HashSet<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile long orderCount;
    private volatile long fillCount;

    /** @param onFirstFill called once, on the watch's own thread */
    public FillWatch(String bootstrapServers, Consumer<Execution> onFirstFill) {
        this.onFirstFill = onFirstFill;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.EXECUTIONS.topicName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        this.thread = Thread.ofVirtual().name("fill-watch").start(this::follow);
    }

    public long orders() {
        return orderCount;
    }

    public long fills() {
        return fillCount;
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(Duration.ofSeconds(3));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(250))) {
                    TopicReader.event(record, Execution.class).ifPresent(this::see);
                }
            }
        } catch (KafkaException goneWithTheStack) {
            // The stack is stopping, or the broker is gone for good; either is told by those who watch it.
            closing = true;
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofMillis(200)));
        }
    }

    private void see(Execution execution) {
        Execution.OrderStatus order = execution.order();
        if (order != null && orders.add(order.clientOrderId())) {
            orderCount = orders.size();
        }
        if (execution.kind() == Execution.Kind.FILL) {
            fillCount++;
            if (fillCount == 1) {
                onFirstFill.accept(execution);
            }
        }
    }
}
