package io.ffe.stack.compare;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import io.ffe.schema.event.Event;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.read.Repeats;
import io.ffe.stack.read.TopicReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * {@code events.jsonl.gz} of a run: every bar, decision, verdict, execution and outcome once, in the order of each key. It is what two
 * runs are compared by, so that no broker has to be started for that.
 */
public final class EventsFile {

    /** Its name in a run's folder. */
    public static final String NAME = "events.jsonl.gz";

    /** What equal runs have equal, from the prices on. */
    static final List<Topics> COMPARED =
            List.of(Topics.BARS, Topics.DECISIONS, Topics.VERDICTS, Topics.EXECUTIONS, Topics.OUTCOMES);

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final ObjectReader LINES = Json.mapper().readerFor(RunEvent.class);

    private EventsFile() {}

    /**
     * Writes what is on the topics now; the file is there when this returns, and as it was before when it throws.
     *
     * @throws Problem when the file cannot be written
     */
    public static void write(Path file, TopicReader reader) {
        write(file, into -> {
            for (Topics topic : COMPARED) {
                reader.all(
                        topic.topicName(),
                        record -> TopicReader.event(record, Event.class).ifPresent(event -> into.accept(topic, event)));
            }
        });
    }

    /** @param source hands over events in the order of each key, repeats included */
    static void write(Path file, Consumer<BiConsumer<Topics, Event>> source) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (OutputStream bytes = new GZIPOutputStream(Files.newOutputStream(fresh), BUFFER_BYTES);
                    JsonGenerator json = Json.mapper().createGenerator(bytes)) {
                json.setRootValueSeparator(new SerializedString("\n"));
                Repeats repeats = new Repeats();
                source.accept((topic, event) -> {
                    if (repeats.isFirst(event)) {
                        write(topic, event, json);
                    }
                });
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UncheckedIOException refused) {
            throw Problem.failure(
                    file + " cannot be written: " + refused.getMessage()
                            + ". Is the disk full or the folder read-only?",
                    refused);
        }
    }

    private static void write(Topics topic, Event event, JsonGenerator json) {
        try {
            byte[] core = CoreHash.canonicalBytes(event);
            json.writeStartObject();
            json.writeStringField("topic", topic.topicName());
            json.writeStringField("key", event.key());
            json.writeStringField("id", event.eventId());
            json.writeStringField("label", event.subject());
            json.writeStringField("at", event.time().toString());
            json.writeStringField("coreHash", Ids.sha256Hex(core));
            json.writeFieldName("core");
            json.writeRawValue(new String(core, StandardCharsets.UTF_8));
            json.writeEndObject();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /**
     * Hands over every event of a file.
     *
     * @throws Problem when it is torn or no such file
     */
    static void read(Path file, Consumer<RunEvent> each) {
        try (InputStream bytes = new GZIPInputStream(Files.newInputStream(file), BUFFER_BYTES);
                MappingIterator<RunEvent> lines = LINES.readValues(bytes)) {
            while (lines.hasNextValue()) {
                each.accept(lines.nextValue());
            }
        } catch (IOException torn) {
            throw Problem.failure(
                    file + " cannot be read: " + torn.getMessage()
                            + ". Remove it, and it is made again from the run's topics",
                    torn);
        }
    }
}
