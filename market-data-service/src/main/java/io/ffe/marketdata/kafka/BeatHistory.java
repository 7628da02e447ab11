package io.ffe.marketdata.kafka;

import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Beat;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What this process said in an earlier life. */
@ApplicationScoped
public class BeatHistory {

    private static final TopicPartition CLOCK = new TopicPartition(Topics.CLOCK.topicName(), 0);

    private final KafkaClients clients;

    BeatHistory(KafkaClients clients) {
        this.clients = clients;
    }

    /** Number of the last beat on the clock topic, 0 when there is none: numbers go on from there. */
    public long lastBeat() {
        try (KafkaConsumer<String, byte[]> consumer = clients.newUngroupedConsumer("last-beat")) {
            consumer.assign(List.of(CLOCK));
            consumer.seekToEnd(List.of(CLOCK));
            long end = consumer.position(CLOCK);
            if (end == 0) {
                return 0;
            }
            consumer.seek(CLOCK, end - 1);
            while (true) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    return number(record);
                }
            }
        }
    }

    private static long number(ConsumerRecord<String, byte[]> record) {
        return switch (EventCodec.decode(
                Topics.CLOCK, record.key(), record.value(), Records.headers(record.headers()))) {
            case Accepted(Beat beat, var envelope) -> beat.beat();
            default ->
                throw new IllegalStateException("the last record on " + record.topic() + " at offset " + record.offset()
                        + " is no beat, expected only market-data to write there");
        };
    }
}
