package io.ffe.marketdata.kafka;

import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Tick;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.serde.TickEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of ticks: payload and headers as {@link EventCodec} has them, in its order, with what all ticks have in common
 * made once. Belongs to one thread.
 */
final class TickRecords {

    private static final Header SPEC_VERSION = header(HeaderNames.SPEC_VERSION, "1.0");
    private static final Header TYPE = header(HeaderNames.TYPE, EventType.TICK.wireName());
    private static final Header CONTENT_TYPE = header(HeaderNames.CONTENT_TYPE, "application/json");
    private static final int HEADERS = 8;

    private final TickEncoder encoder = new TickEncoder();
    private final String topic;
    private final Header source;
    private final Map<String, Header> subjects = new HashMap<>();
    /** Of one record at a time: the record copies it. */
    private final List<Header> headers = new ArrayList<>(HEADERS);

    /** @param source {@code ce_source} */
    TickRecords(String topic, String source) {
        this.topic = topic;
        this.source = header(HeaderNames.SOURCE, source);
    }

    /** @param traceparent or null */
    ProducerRecord<String, byte[]> record(Tick tick, @Nullable String traceparent) {
        byte[] payload = encoder.payload(tick);
        headers.clear();
        headers.add(SPEC_VERSION);
        headers.add(new RecordHeader(HeaderNames.ID, encoder.eventId(tick)));
        headers.add(TYPE);
        headers.add(source);
        headers.add(new RecordHeader(HeaderNames.TIME, encoder.occurredAt(tick)));
        headers.add(subjects.computeIfAbsent(tick.subject(), subject -> header(HeaderNames.SUBJECT, subject)));
        headers.add(CONTENT_TYPE);
        if (traceparent != null) {
            headers.add(header(HeaderNames.TRACEPARENT, traceparent));
        }
        return new ProducerRecord<>(topic, null, tick.key(), payload, headers);
    }

    private static Header header(String name, String text) {
        return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
