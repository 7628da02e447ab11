package io.ffe.messaging.ticks;

import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Tick;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.serde.TickParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Reads records that hold a tick in the plain form of {@link TickParser} with headers as FFE writes them, which are almost all, with
 * no map of headers in between. What it gives is what {@link EventCodec} would give; where it gives nothing, that one has to be asked. Belongs to
 * one thread.
 */
final class PlainTicks {

    private static final byte[] TICK = EventType.TICK.wireName().getBytes(StandardCharsets.US_ASCII);

    private final TickParser parser = new TickParser();
    private Instant appendedAt = Instant.EPOCH;

    /** The tick, or null when it is not of the plain form, right or wrong. */
    @Nullable
    TickRecord read(ConsumerRecord<String, byte[]> record) {
        byte[] type = null;
        byte[] time = null;
        byte[] logicalNow = null;
        byte[] traceparent = null;
        // Of a repeated name the last one counts.
        for (Header header : record.headers()) {
            byte[] value = header.value();
            if (value != null) {
                switch (header.key()) {
                    case HeaderNames.TYPE -> type = value;
                    case HeaderNames.TIME -> time = value;
                    case HeaderNames.LOGICAL_NOW -> logicalNow = value;
                    case HeaderNames.TRACEPARENT -> traceparent = value;
                    default -> {}
                }
            }
        }
        if (!Arrays.equals(type, TICK) || record.value() == null) {
            return null;
        }
        Tick tick = parser.parse(record.value());
        if (tick == null || !tick.key().equals(record.key()) || (time != null && parser.parseTime(time) == null)) {
            return null;
        }
        Instant now = logicalNow == null ? null : parser.parseTime(logicalNow);
        if (logicalNow != null && now == null) {
            return null;
        }
        return new TickRecord(
                tick,
                record.partition(),
                record.offset(),
                appendedAt(record.timestamp()),
                traceparent == null ? null : new String(traceparent, StandardCharsets.UTF_8),
                now);
    }

    /** All records of a batch have the time at which the broker took it. */
    private Instant appendedAt(long millis) {
        if (appendedAt.toEpochMilli() != millis) {
            appendedAt = Instant.ofEpochMilli(millis);
        }
        return appendedAt;
    }
}
