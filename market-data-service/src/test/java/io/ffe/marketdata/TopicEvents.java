package io.ffe.marketdata;

import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Event;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What is on a topic by now. */
final class TopicEvents {

    record Read(Event event, ConsumerRecord<String, byte[]> record) {}

    private TopicEvents() {}

    static List<Read> of(KafkaClients clients, Topics topic) {
        List<Read> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = clients.newUngroupedConsumer("reader")) {
            List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                    .mapToObj(number -> new TopicPartition(topic.topicName(), number))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    all.add(new Read(
                            ((Accepted) EventCodec.decode(
                                            topic, record.key(), record.value(), Records.headers(record.headers())))
                                    .event(),
                            record));
                }
            }
        }
        return all;
    }

    static <E extends Event> List<E> of(KafkaClients clients, Topics topic, Class<E> type) {
        return of(clients, topic).stream()
                .map(Read::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
