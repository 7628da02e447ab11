package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.read.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusCommandTest {

    @Test
    void without_kafka_the_processes_are_shown_with_what_is_left_out_and_it_is_not_well() {
        Status status = new Status(
                "synthetic-1",
                Instant.EPOCH,
                "embedded (test)",
                null,
                List.of(new Status.Process("execution-service", "ready", 18_084, 4711, 5, 0, 0)),
                List.of(),
                List.of(),
                null,
                List.of(),
                null,
                null,
                null,
                List.of("Kafka at 127.0.0.1:1 does not answer (why), left out: lag, portfolios"));

        assertThat(shown(status))
                .contains("synthetic-1, up for", "execution-service", "not told: Kafka at 127.0.0.1:1 does not answer");
        assertThat(StatusCommand.well(status)).isFalse();
    }

    private static String shown(Status status) {
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            new StatusCommand().show(status);
        } finally {
            System.setOut(out);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
