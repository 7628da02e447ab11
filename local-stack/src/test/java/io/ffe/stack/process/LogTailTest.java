package io.ffe.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    Path folder;

    @Test
    void a_json_line_is_shown_as_level_logger_message_and_innermost_cause() {
        String line = "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"level\":\"ERROR\",\"loggerName\":\"io.quarkus\","
                + "\"message\":\"Failed to start\",\"stackTrace\":\"java.lang.RuntimeException: outer\\n\\tat x\\n"
                + "Caused by: java.net.BindException: Address in use\\n\\tat y\"}";

        assertThat(LogTail.readable(line))
                .isEqualTo("2026-01-01T00:00:00Z ERROR io.quarkus: Failed to start | Caused by: java.net.BindException:"
                        + " Address in use");
    }

    @Test
    void errors_are_the_reason_and_the_last_lines_only_without_any() throws Exception {
        Path log = folder.resolve("x.log");
        Files.write(log, List.of("one", "ERROR two", "three"));
        assertThat(LogTail.reason(log, 2)).containsExactly("ERROR two");

        Files.write(log, List.of("one", "two", "three"));
        assertThat(LogTail.reason(log, 2)).containsExactly("two", "three");
    }

    @Test
    void a_log_that_is_not_there_is_empty() {
        assertThat(LogTail.raw(folder.resolve("none"), 5)).isEmpty();
    }
}
