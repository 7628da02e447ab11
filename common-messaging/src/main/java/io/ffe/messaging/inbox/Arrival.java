package io.ffe.messaging.inbox;

import java.sql.Timestamp;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Where a record stands, for one consumer of it.
 *
 * @param consumer stage and topic
 * @param appendedAt when the broker took it; null on a topic whose times are its producers', who may say anything
 */
record Arrival(
        String consumer,
        int partition,
        long offset,
        @Nullable Timestamp appendedAt) {

    static Arrival of(String consumer, ConsumerRecord<?, ?> record) {
        boolean ofBroker = record.timestampType() == TimestampType.LOG_APPEND_TIME;
        return new Arrival(
                consumer,
                record.partition(),
                record.offset(),
                ofBroker ? Timestamp.from(Instant.ofEpochMilli(record.timestamp())) : null);
    }
}
