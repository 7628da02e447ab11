package io.ffe.stack.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.serde.Json;
import io.ffe.stack.process.Ports;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SilentBrokerStatusTest {

    @TempDir
    Path project;

    private HttpServer execution;

    @BeforeEach
    void aServiceThatIsReady() throws Exception {
        execution = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        execution.createContext("/", exchange -> {
            byte[] body = (exchange.getRequestURI().getPath().equals("/q/health/ready")
                            ? "{\"status\":\"UP\",\"checks\":[]}"
                            : "{}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        execution.start();
    }

    @AfterEach
    void stop() {
        execution.stop(0);
    }

    @Test
    void what_services_say_is_told_and_what_kafka_would_have_said_is_named_as_left_out() throws Exception {
        int closed = Ports.anyFree();
        Status status = read("127.0.0.1:" + closed);

        assertThat(status.processes())
                .filteredOn(process -> process.name().equals("execution-service"))
                .singleElement()
                .matches(process -> process.state().equals("ready"));
        assertThat(status.problems())
                .singleElement()
                .asString()
                .startsWith("Kafka at 127.0.0.1:" + closed + " does not answer (")
                .contains("left out: lag, portfolios, last decisions, dead letters");
        JsonNode json = Json.mapper().valueToTree(status);
        assertThat(json.has("portfolios") || json.has("decisions") || json.has("deadLetters") || json.has("lag"))
                .as("%s", json)
                .isFalse();
        assertThat(json.path("problems")).hasSize(1);
    }

    private Status read(String bootstrapServers) throws InterruptedException {
        int port = execution.getAddress().getPort();
        CurrentRun current = new CurrentRun(
                "synthetic-1",
                project,
                1,
                Instant.EPOCH,
                "embedded (test)",
                bootstrapServers,
                "postgres@127.0.0.1:1/postgres",
                List.of(new CurrentRun.Part("execution-service", port, "http://127.0.0.1:" + port, 1, project)));
        try (ServiceClient client = new ServiceClient(() -> "token")) {
            return new StatusReader(
                            new Home(project, project.resolve(".ffe")),
                            current,
                            client,
                            Clock.systemUTC(),
                            Duration.ofMillis(200))
                    .read();
        }
    }
}
