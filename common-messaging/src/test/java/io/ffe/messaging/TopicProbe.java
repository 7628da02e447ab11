package io.ffe.messaging;

import static org.awaitility.Awaitility.await;

import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic from its beginning and writes to others, as an outside program would. */
final class TopicProbe implements AutoCloseable {

    private final KafkaClients clients;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

    TopicProbe(KafkaClients clients, String topic) {
        this.clients = clients;
        this.consumer = clients.newUngroupedConsumer("probe");
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    void send(String topic, String key, byte[] value, Map<String, String> headers) throws Exception {
        clients.producer().send(Records.record(topic, key, value, headers)).get();
    }

    /** All records that match, once there are at least as many as asked for. */
    List<ConsumerRecord<String, byte[]>> awaitRecords(int atLeast, Predicate<ConsumerRecord<String, byte[]>> matching) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
                    return seen.stream().filter(matching).count() >= atLeast;
                });
        return seen.stream().filter(matching).toList();
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
