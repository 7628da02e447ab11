package io.ffe.bench;

import io.ffe.bench.stage.ClientSettings;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Tick;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** An outside producer of ticks: FFE's bytes and headers by the general codec. */
final class TickWriter implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    TickWriter(String bootstrapServers, int lingerMillis) {
        this.producer = new KafkaProducer<>(
                ClientSettings.producer(bootstrapServers, lingerMillis),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    void write(Tick tick) {
        producer.send(
                Records.record(
                        Topics.TICKS.topicName(),
                        tick.key(),
                        EventCodec.payload(tick),
                        EventCodec.headers(tick, "ffe/bench", null, null)),
                (at, failed) -> {
                    if (failed != null) {
                        failure.compareAndSet(null, failed);
                    }
                });
    }

    @Override
    public void close() {
        producer.close();
        if (failure.get() != null) {
            throw new IllegalStateException("a tick was not taken by the broker", failure.get());
        }
    }
}
