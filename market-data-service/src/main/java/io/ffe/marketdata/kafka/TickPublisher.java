package io.ffe.marketdata.kafka;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The tick path out: batched, in the order of the calls for each symbol. */
@ApplicationScoped
public class TickPublisher {

    private static final int LINGER_MILLIS = 5;
    private static final int BATCH_BYTES = 128 * 1024;

    private final Producer<String, byte[]> producer;
    private final String topic;
    private final String source;
    private final Counter published;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    /** By partition: the offset after the last record that the broker took. */
    private final AtomicLongArray writtenThrough = new AtomicLongArray(Topics.TICKS.partitions());

    private final Callback whenDone = (at, failed) -> {
        if (failed != null) {
            failure.compareAndSet(null, failed);
        } else if (at.hasOffset() && at.partition() < Topics.TICKS.partitions()) {
            // One thread of the producer calls this, in the order of each partition.
            writtenThrough.lazySet(at.partition(), at.offset() + 1);
        }
    };
    /** Each provider publishes from a thread of its own. */
    private final ThreadLocal<TickRecords> ticks;

    @Inject
    TickPublisher(KafkaClients clients, RunConfig run, MeterRegistry meters) {
        this(clients, run, meters, Topics.TICKS.topicName());
    }

    /** @param topic another one than the tick topic, for measurements */
    public TickPublisher(KafkaClients clients, RunConfig run, MeterRegistry meters, String topic) {
        this.topic = topic;
        this.producer = clients.newProducer("ticks", LINGER_MILLIS, BATCH_BYTES);
        this.source = run.source();
        this.ticks = ThreadLocal.withInitial(() -> new TickRecords(topic, run.source()));
        this.published = Counter.builder("ffe.ticks.published").register(meters);
    }

    /**
     * Sends a tick.
     *
     * @param traceparent set on the ticks that close a bar of the snapshot timeframe, null on the many others
     */
    public void publish(Tick tick, @Nullable String traceparent) {
        send(ticks.get().record(tick, traceparent));
    }

    /** Sends a watermark; its trace is the one of the bars that it closes. */
    public void publish(Watermark watermark, @Nullable String traceparent) {
        send(Records.record(
                topic,
                watermark.key(),
                EventCodec.payload(watermark),
                EventCodec.headers(watermark, source, traceparent, null)));
    }

    private void send(ProducerRecord<String, byte[]> record) {
        producer.send(record, whenDone);
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

    /**
     * Ends of the tick topic that contain everything that was flushed: where somebody else's transaction is open, readers do not see
     * what was written after its beginning before it has ended.
     *
     * @param ends as a reader sees them now
     */
    public Map<Integer, Long> containing(Map<Integer, Long> ends) {
        Map<Integer, Long> all = new HashMap<>(ends);
        for (int partition = 0; partition < writtenThrough.length(); partition++) {
            long through = writtenThrough.get(partition);
            if (through > 0) {
                all.merge(partition, through, Math::max);
            }
        }
        return all;
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
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
