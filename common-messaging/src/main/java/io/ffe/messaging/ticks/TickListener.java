package io.ffe.messaging.ticks;

import io.ffe.schema.serde.DeadLetterReason;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes what a {@link TickReader} reads, on the reader's thread. */
public interface TickListener {

    void onTick(TickRecord tick);

    /** A record that is no tick. Only market-data dead-letters it; for everybody else it is market-data's business. */
    default void onRefused(ConsumerRecord<String, byte[]> record, DeadLetterReason reason, String detail) {}
}
