package io.ffe.execution.kafka;

import io.ffe.execution.OrderThread;
import io.ffe.execution.RiskSilence;
import io.ffe.execution.TradingLatch;
import io.ffe.messaging.inbox.DeadLetters;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.ReadingThread;
import io.ffe.messaging.kafka.Records;
import io.ffe.messaging.replay.Acks;
import io.ffe.schema.event.Control;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.Decoded.Refused;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The control topic, whole and from its beginning at each start, by every process of this service: it is compacted and small,
 * and what it says is taken in by epochs, so neither an inbox nor a group is needed, and no database.
 */
@ApplicationScoped
class ControlReader {

    private static final Logger LOG = Logger.getLogger(ControlReader.class);
    private static final TopicPartition CONTROL = new TopicPartition(Topics.CONTROL.topicName(), 0);
    private static final Duration POLL = Duration.ofMillis(500);

    private final DeadLetters deadLetters;
    private final TradingLatch latch;
    private final RiskSilence silence;
    private final OrderThread orders;
    private final Acks acks;
    private final ReadingThread thread;

    ControlReader(
            KafkaClients clients,
            DeadLetters deadLetters,
            TradingLatch latch,
            RiskSilence silence,
            OrderThread orders,
            Acks acks) {
        this.thread = new ReadingThread("control", clients, this::follow);
        this.deadLetters = deadLetters;
        this.latch = latch;
        this.silence = silence;
        this.orders = orders;
        this.acks = acks;
    }

    void start(@Observes StartupEvent ready) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        thread.stop();
    }

    private void follow(KafkaConsumer<String, byte[]> reading, BooleanSupplier going) {
        reading.assign(List.of(CONTROL));
        long next = reading.beginningOffsets(List.of(CONTROL)).getOrDefault(CONTROL, 0L);
        long end = reading.endOffsets(List.of(CONTROL)).getOrDefault(CONTROL, 0L);
        reading.seek(CONTROL, next);
        acks.readThrough(CONTROL, next);
        while (going.getAsBoolean()) {
            if (next >= end) {
                latch.heardAll();
            }
            for (ConsumerRecord<String, byte[]> record : reading.poll(POLL)) {
                take(record);
                // What stood there before says what was, not that risk lives now.
                if (record.offset() >= end) {
                    silence.heard();
                }
                next = record.offset() + 1;
                acks.readThrough(CONTROL, next);
                orders.wake();
            }
            // Compaction leaves holes, at the end of what was read too.
            next = reading.position(CONTROL);
        }
    }

    /** A refused one changes nothing: a halt that cannot be read here was not risk's, whose codec is the same. */
    private void take(ConsumerRecord<String, byte[]> record) {
        switch (EventCodec.decode(Topics.CONTROL, record.key(), record.value(), Records.headers(record.headers()))) {
            case Accepted(Control control, var envelope) ->
                latch.heard(control).ifPresent(absurd -> {
                    LOG.errorf("control refused, the trading state stays as it was detail=%s", absurd);
                    deadLetters.put(record, Topics.CONTROL, DeadLetterReason.INVALID_VALUE, absurd);
                });
            case Accepted(var other, var envelope) ->
                throw new IllegalStateException("the codec let " + other.eventId() + " onto " + Topics.CONTROL);
            case Refused(var reason, String detail) -> deadLetters.put(record, Topics.CONTROL, reason, detail);
        }
    }
}
