package io.ffe.stack.dlq;

import io.ffe.schema.serde.DeadLetterHeader;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.read.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record that a reader refused for good, as it stands on a dead-letter topic.
 *
 * @param source the topic that it was refused on
 */
public record Letter(Topics source, ConsumerRecord<byte[], byte[]> record) {

    /** Hands over every letter of the run, by topic in the order of the pipeline, oldest first. All at once may be more than memory has. */
    public static void each(TopicReader reader, Consumer<Letter> each) {
        for (Topics topic : Topics.values()) {
            reader.all(topic.dlqName(), record -> each.accept(new Letter(topic, record)));
        }
    }

    /** @throws Problem when no letter is there */
    public static Letter at(LetterPlace place, TopicReader reader) {
        for (Topics topic : Topics.values()) {
            if (topic.dlqName().equals(place.topic())) {
                return reader.at(place.topic(), place.partition(), place.offset())
                        .map(record -> new Letter(topic, record))
                        .orElseThrow(() -> Problem.usage("no record at " + place + ": see ./ffe dlq list"));
            }
        }
        throw Problem.usage("no topic " + place.topic() + ": see ./ffe dlq list");
    }

    public LetterPlace place() {
        return new LetterPlace(record.topic(), record.partition(), record.offset());
    }

    /** Where the refused record stands; the same for letters that several readers wrote of one record. */
    public String origin() {
        return added(DeadLetterHeader.TOPIC) + ":" + added(DeadLetterHeader.PARTITION) + ":"
                + added(DeadLetterHeader.OFFSET);
    }

    public String reason() {
        return added(DeadLetterHeader.REASON);
    }

    /** Names the field, the value and what was expected. */
    public String detail() {
        return added(DeadLetterHeader.DETAIL);
    }

    /** The stage that refused it. */
    public String reader() {
        return added(DeadLetterHeader.CONSUMER);
    }

    /** When, by the refusing reader's clock. */
    public String at() {
        return added(DeadLetterHeader.AT);
    }

    public @Nullable String key() {
        return TopicReader.key(record);
    }

    /** The headers that the record had when it was refused, byte for byte. */
    List<Header> originalHeaders() {
        List<Header> original = new ArrayList<>();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(DeadLetterHeader.PREFIX)) {
                original.add(header);
            }
        }
        return original;
    }

    private String added(DeadLetterHeader header) {
        return TopicReader.headers(record).getOrDefault(header.headerName(), "");
    }
}
