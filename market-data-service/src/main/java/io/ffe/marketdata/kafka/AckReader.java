package io.ffe.marketdata.kafka;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Ack;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** The answers of the other processes, from a heartbeat ago on: so each one's last word is among them. */
@ApplicationScoped
public class AckReader {

    private static final TopicPartition ACKS = new TopicPartition(Topics.ACKS.topicName(), 0);

    /** A heartbeat, and a second for the way to the broker. */
    private static final Duration LATELY = Duration.ofSeconds(3);

    private final KafkaClients clients;
    private final Clock clock;
    private final String runId;

    AckReader(KafkaClients clients, Clock clock, RunConfig run) {
        this.clients = clients;
        this.clock = clock;
        this.runId = run.id();
    }

    /** The caller closes what it gets, and is the only one to use it. */
    public Acknowledgements fromLately() {
        KafkaConsumer<String, byte[]> consumer = clients.newUngroupedConsumer("acks");
        consumer.assign(List.of(ACKS));
        long lately = clock.instant().minus(LATELY).toEpochMilli();
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(ACKS, lately)).get(ACKS);
        if (first == null) {
            consumer.seekToEnd(List.of(ACKS));
            consumer.position(ACKS);
        } else {
            consumer.seek(ACKS, first.offset());
        }
        return new Acknowledgements(consumer, runId);
    }

    /** A stream of acks; belongs to one thread. */
    public static final class Acknowledgements implements AutoCloseable {

        private final KafkaConsumer<String, byte[]> consumer;
        private final String runId;

        private Acknowledgements(KafkaConsumer<String, byte[]> consumer, String runId) {
            this.consumer = consumer;
            this.runId = runId;
        }

        /** The next acks of this run, waiting up to the given time for the first. */
        public List<Ack> next(Duration wait) {
            List<Ack> acks = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
                if (EventCodec.decode(Topics.ACKS, record.key(), record.value(), Records.headers(record.headers()))
                                instanceof Accepted(Ack ack, var envelope)
                        && ack.runId().equals(runId)) {
                    acks.add(ack);
                }
            }
            return acks;
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
