package io.ffe.stack.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The end of a log, for people: JSON lines are shown as level and message. */
public final class LogTail {

    private static final int LOOKED_AT_BYTES = 128 * 1024;

    private LogTail() {}

    /** The last lines as they are. Empty when there is no log. */
    public static List<String> raw(Path log, int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - LOOKED_AT_BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException none) {
            return List.of();
        }
    }

    /** Asks whether a text has been written since now. */
    public static BooleanSupplier says(Path log, String text) {
        long from = log.toFile().length();
        return () -> {
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
                long start = Math.max(from, file.length() - LOOKED_AT_BYTES);
                byte[] bytes = new byte[(int) Math.max(0, file.length() - start)];
                file.seek(start);
                file.readFully(bytes);
                return new String(bytes, StandardCharsets.UTF_8).contains(text);
            } catch (IOException none) {
                return false;
            }
        };
    }

    /** The last lines, readable. */
    public static List<String> readable(Path log, int lines) {
        return raw(log, lines).stream().map(LogTail::readable).toList();
    }

    /** The lines that say why: the last errors if there are any, else the last lines. */
    public static List<String> reason(Path log, int lines) {
        List<String> recent = readable(log, 400);
        List<String> errors = recent.stream()
                .filter(line -> line.contains("ERROR") || line.contains("FATAL"))
                .toList();
        List<String> shown = errors.isEmpty() ? recent : errors;
        return shown.subList(Math.max(0, shown.size() - lines), shown.size());
    }

    /** One line: a JSON object becomes time, level, logger and message, with the first line of its stack trace. */
    public static String readable(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            JsonNode json = Json.mapper().readTree(line);
            String exception = exception(json);
            return json.path("timestamp").asText("") + " " + json.path("level").asText("") + " "
                    + json.path("loggerName").asText("") + ": "
                    + json.path("message").asText("")
                    + (exception.isEmpty() ? "" : " | " + exception);
        } catch (JsonProcessingException notJson) {
            return line;
        }
    }

    /** The innermost cause says most. */
    private static String exception(JsonNode json) {
        JsonNode exception = json.path("exception");
        while (exception.path("causedBy").path("exception").isObject()) {
            exception = exception.path("causedBy").path("exception");
        }
        if (exception.isObject()) {
            return exception.path("exceptionType").asText("") + ": "
                    + exception.path("message").asText("");
        }
        String trace = json.path("stackTrace").asText(exception.asText(""));
        return trace.lines()
                .filter(row -> row.startsWith("Caused by: "))
                .reduce((first, last) -> last)
                .or(() -> trace.lines().findFirst())
                .orElse("");
    }
}
