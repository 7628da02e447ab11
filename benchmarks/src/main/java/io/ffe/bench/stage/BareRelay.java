package io.ffe.bench.stage;

import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Bytes and headers from one topic to the other, unread: what Kafka's own clients cost. */
final class BareRelay implements Arm {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    BareRelay(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                ClientSettings.producer(bootstrapServers, ClientSettings.LINGER_MILLIS),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void run(String out, long count) {
        List<TopicPartition> partitions = IntStream.range(0, Topics.TICKS.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.TICKS.topicName(), partition))
                .toList();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                ClientSettings.consumer(bootstrapServers, 100),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long relayed = 0;
            while (relayed < count) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    producer.send(
                            new ProducerRecord<>(out, null, null, record.key(), record.value(), record.headers()));
                    relayed++;
                }
            }
        }
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
