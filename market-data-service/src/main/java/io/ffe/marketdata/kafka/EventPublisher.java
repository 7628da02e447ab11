package io.ffe.marketdata.kafka;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Bars, snapshots and beats out. Their ids are functions of the data, so publishing one again after a restart repeats it
 * and adds nothing.
 */
@ApplicationScoped
public class EventPublisher {

    private final KafkaClients clients;
    private final String source;

    public EventPublisher(KafkaClients clients, RunConfig run) {
        this.clients = clients;
        this.source = run.source();
    }

    /** A record's place: the offset after it tells readers how far they have to read. */
    public record Written(TopicPartition partition, long through) {}

    /** Sends a bar; a later {@link #publish(Snapshot, String, Instant)} returns after it has arrived. */
    public void publish(Bar bar, @Nullable String traceparent, @Nullable Instant logicalNow) {
        send(Topics.BARS, bar, traceparent, logicalNow);
    }

    /** Returns when the broker has everything that was sent. */
    public void flush() {
        clients.producer().flush();
    }

    /** Publishes a snapshot and returns when the broker has it, and every bar that was sent before. */
    public Written publish(Snapshot snapshot, @Nullable String traceparent, @Nullable Instant logicalNow) {
        clients.producer().flush();
        return arrived(send(Topics.SNAPSHOTS, snapshot, traceparent, logicalNow));
    }

    /** Publishes a beat and returns when the broker has it. */
    public void publish(Beat beat) {
        arrived(send(Topics.CLOCK, beat, null, beat.now()));
    }

    private Future<RecordMetadata> send(
            Topics topic, Event event, @Nullable String traceparent, @Nullable Instant logicalNow) {
        return clients.producer()
                .send(Records.record(
                        topic.topicName(),
                        event.key(),
                        EventCodec.payload(event),
                        EventCodec.headers(event, source, traceparent, logicalNow)));
    }

    private static Written arrived(Future<RecordMetadata> sent) {
        try {
            RecordMetadata at = sent.get();
            return new Written(new TopicPartition(at.topic(), at.partition()), at.offset() + 1);
        } catch (ExecutionException refused) {
            throw new KafkaException("an event was not taken by the broker", refused.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped while an event was on its way", stopping);
        }
    }
}
