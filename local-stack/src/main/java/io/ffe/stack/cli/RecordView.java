package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.serde.Json;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.view.Terminal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record with everything that it carries. */
final class RecordView {

    private static final int SHOWN_BYTES = 512;
    private static final int SHOWN_CHARS = 1_000;

    private RecordView() {}

    static List<String> lines(ConsumerRecord<byte[], byte[]> record, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold(record.topic() + ":" + record.partition() + ":" + record.offset()) + "  key "
                + shortened(TopicReader.key(record)) + "  appended " + Instant.ofEpochMilli(record.timestamp()));
        TopicReader.headers(record)
                .forEach((name, value) -> lines.add("  " + terminal.dim(shortened(name)) + ": " + shortened(value)));
        lines.addAll(payload(record.value()));
        lines.add("");
        return lines;
    }

    /** Ours are shorter; those of others may be anything. */
    private static String shortened(@Nullable String text) {
        return text == null || text.length() <= SHOWN_CHARS
                ? String.valueOf(text)
                : text.substring(0, SHOWN_CHARS) + "... (" + text.length() + " characters)";
    }

    private static List<String> payload(byte @Nullable [] value) {
        if (value == null) {
            return List.of("  (no value: a tombstone)");
        }
        try {
            return Json.mapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(Json.mapper().readTree(new String(value, StandardCharsets.UTF_8)))
                    .lines()
                    .map(line -> "  " + line)
                    .toList();
        } catch (JsonProcessingException notJson) {
            byte[] shown = Arrays.copyOf(value, Math.min(value.length, SHOWN_BYTES));
            return List.of(
                    "  not JSON, " + value.length + " bytes"
                            + (value.length > SHOWN_BYTES ? ", the first " + SHOWN_BYTES : ""),
                    "  text: " + new String(shown, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "."),
                    "  hex:  " + HexFormat.of().formatHex(shown));
        }
    }
}
