package io.ffe.messaging.inbox;

import io.ffe.schema.topic.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What of a refused record its dead letter holds: all of it, or as much as a dead-letter topic is sure to take. A broker judges a
 * record by its size on the wire, so that a compressed one may be many times as large as any topic's limit, and a letter that is never
 * taken would hold up its partition for ever.
 *
 * @param leftOut for people, to be added to the detail; empty when nothing is
 */
record Letter(@Nullable String key, byte @Nullable [] value, List<Header> headers, String leftOut) {

    /** With the headers that say why it stays below what the topics take. */
    static final int MOST = 6 * Topics.MAX_PAYLOAD_BYTES;

    /** More than any key or any header of ours has. */
    private static final int MOST_BESIDE = 16 * 1024;

    static Letter of(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        String key = record.key();
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(headers::add);
        long all = size(key)
                + size(value)
                + headers.stream().mapToLong(Letter::size).sum();
        if (all <= MOST) {
            return new Letter(key, value, headers, "");
        }
        // A key has up to three bytes for each of its characters.
        String keptKey = key != null && key.length() > MOST_BESIDE ? key.substring(0, MOST_BESIDE) : key;
        byte[] keptValue = value != null && value.length > Topics.MAX_PAYLOAD_BYTES
                ? Arrays.copyOf(value, Topics.MAX_PAYLOAD_BYTES)
                : value;
        List<Header> keptHeaders = new ArrayList<>();
        long beside = 0;
        for (Header header : headers) {
            if (beside + size(header) <= MOST_BESIDE) {
                beside += size(header);
                keptHeaders.add(header);
            }
        }
        long kept = size(keptKey) + size(keptValue) + beside;
        return new Letter(
                keptKey,
                keptValue,
                keptHeaders,
                "; the letter holds " + kept + " of the record's " + all
                        + " bytes, the first of its value, key and headers");
    }

    private static long size(@Nullable String text) {
        return text == null ? 0 : 3L * text.length();
    }

    private static long size(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static long size(Header header) {
        return size(header.key()) + size(header.value());
    }
}
