package io.ffe.marketdata.kafka;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.TickCodec;
import io.ffe.schema.topic.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The tick path out: batched, in the order of the calls for each symbol. */
@ApplicationScoped
public class TickPublisher {

    private static final int LINGER_MILLIS = 5;
    private static final int BATCH_BYTES = 128 * 1024;

    private final Producer<String, byte[]> producer;
    private final String source;
    private final Counter published;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    TickPublisher(KafkaClients clients, RunConfig run, MeterRegistry meters) {
        this.producer = clients.newProducer("ticks", LINGER_MILLIS, BATCH_BYTES);
        this.source = run.source();
        this.published = Counter.builder("ffe.ticks.published").register(meters);
    }

    /**
     * Sends a tick.
     *
     * @param traceparent set on the ticks that close a bar of the snapshot timeframe, null on the many others
     */
    public void publish(Tick tick, @Nullable String traceparent) {
        publish(tick, TickCodec.encode(tick), traceparent);
    }

    /** Sends a watermark; its trace is the one of the bars that it closes. */
    public void publish(Watermark watermark, @Nullable String traceparent) {
        publish(watermark, TickCodec.encode(watermark), traceparent);
    }

    private void publish(Event event, byte[] payload, @Nullable String traceparent) {
        producer.send(
                Records.record(
                        Topics.TICKS.topicName(),
                        event.key(),
                        payload,
                        EventCodec.headers(event, source, traceparent, null)),
                (at, failed) -> {
                    if (failed != null) {
                        failure.compareAndSet(null, failed);
                    }
                });
        published.increment();
    }

    /**
     * Returns when the broker has everything that was sent.
     *
     * @throws Refused when it refused a record for good: the stream has a hole, and the run must not go on
     */
    public void flush() {
        producer.flush();
        check();
    }

    /** Throws {@link Refused} when the broker has refused a record by now; waits for nothing. */
    public void check() {
        Exception failed = failure.get();
        if (failed != null) {
            throw new Refused(failed);
        }
    }

    /** A tick was refused for good; waiting does not help. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(Exception cause) {
            super("a tick was not taken by the broker: " + cause.getMessage() + "; start the run anew", cause);
        }
    }

    @PreDestroy
    void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
