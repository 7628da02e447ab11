package io.ffe.stack.audit.read;

import io.ffe.schema.serde.DeadLetterHeader;
import io.ffe.schema.serde.Decoded;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.serde.TickCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.fact.DeadLetter;
import io.ffe.stack.audit.fact.Place;
import io.ffe.stack.audit.fact.Published;
import io.ffe.stack.read.TopicReader;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Records and dead letters of topics, each handed over once in the order of its partition. */
public final class TopicFacts {

    private static final byte[] NOTHING = {};

    private final Map<TopicPartition, Long> next = new HashMap<>();

    /** Everything that is on the topic by now. */
    public void read(TopicReader reader, Topics topic, Consumer<Published> each) {
        next.putAll(reader.since(topic.topicName(), next, record -> each.accept(published(topic, record))));
    }

    /** Everything before these offsets, beginning at {@code since} the first time. */
    public void readThrough(
            TopicReader reader,
            Topics topic,
            Map<Integer, Long> since,
            Map<Integer, Long> through,
            Consumer<Published> each) {
        Map<TopicPartition, Long> from = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        through.forEach((partition, end) -> {
            TopicPartition place = new TopicPartition(topic.topicName(), partition);
            from.put(place, next.getOrDefault(place, since.getOrDefault(partition, 0L)));
            ends.put(place, end);
        });
        reader.between(from, ends, record -> each.accept(published(topic, record)));
        next.putAll(ends);
    }

    /** Dead letters that are there by now. */
    public void readLetters(TopicReader reader, Topics topic, Consumer<DeadLetter> each) {
        next.putAll(reader.since(topic.dlqName(), next, record -> each.accept(letter(record))));
    }

    /** By partition, the offset after what was read of a topic. */
    public Map<Integer, Long> ends(Topics topic) {
        Map<Integer, Long> ends = new HashMap<>();
        next.forEach((place, offset) -> {
            if (place.topic().equals(topic.topicName())) {
                ends.put(place.partition(), offset);
            }
        });
        return ends;
    }

    private static Published published(Topics topic, ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = TopicReader.headers(record);
        String key = TopicReader.key(record);
        Decoded decoded = topic == Topics.TICKS
                ? TickCodec.decode(key, record.value(), headers)
                : EventCodec.decode(topic, key, record.value(), headers);
        return new Published(
                topic,
                new Place(record.topic(), record.partition(), record.offset()),
                Instant.ofEpochMilli(record.timestamp()),
                headers.getOrDefault(HeaderNames.SOURCE, ""),
                record.value() == null ? NOTHING : record.value(),
                decoded);
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = TopicReader.headers(record);
        return new DeadLetter(
                new Place(
                        headers.getOrDefault(DeadLetterHeader.TOPIC.headerName(), ""),
                        number(headers.getOrDefault(DeadLetterHeader.PARTITION.headerName(), ""))
                                .intValue(),
                        number(headers.getOrDefault(DeadLetterHeader.OFFSET.headerName(), ""))),
                headers.getOrDefault(DeadLetterHeader.CONSUMER.headerName(), ""),
                headers.getOrDefault(DeadLetterHeader.REASON.headerName(), ""),
                record.value() == null ? NOTHING : record.value());
    }

    /** Somebody else may write there; what names no place is no refusal of anything. */
    private static Long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1L;
    }
}
