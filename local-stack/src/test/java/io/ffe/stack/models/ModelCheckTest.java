package io.ffe.stack.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.models.ModelReport.Found;
import io.ffe.stack.models.ModelReport.Presence;
import io.ffe.stack.run.Home;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a stub that speaks Ollama's {@code /api/version}, {@code /api/tags} and {@code /api/chat}; no model is involved. */
class ModelCheckTest {

    private static final String BOTH = """
            {"models":[
             {"name":"llama3.2:3b-instruct-q4_0","model":"llama3.2:3b-instruct-q4_0","size":2019393189,
              "digest":"a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72",
              "details":{"format":"gguf","parameter_size":"3.2B","quantization_level":"Q4_0"}},
             {"name":"llama3.2:1b-instruct-q4_0","model":"llama3.2:1b-instruct-q4_0","size":770940000,
              "digest":"53f2745c8077f3c4a9d1a9b4fd0a3a0a4f2f5e0f0d6d7c8b9a0b1c2d3e4f5a6b","details":{}}]}
            """;
    private static final String GOOD = """
            {"model":"x","message":{"role":"assistant","content":"{\\"action\\":\\"BUY\\",\\"confidence\\":61}"},
             "done":true,"done_reason":"stop","total_duration":20,"load_duration":10,"eval_count":14,"eval_duration":175000000}
            """;

    private final OllamaClient client = new OllamaClient();
    private final AtomicInteger chats = new AtomicInteger();
    private HttpServer server;
    private volatile String tags = BOTH;
    private volatile int chatStatus = 200;
    private volatile String chat = GOOD;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/version", exchange -> answer(exchange, 200, "{\"version\":\"0.18.2\"}"));
        server.createContext("/api/tags", exchange -> answer(exchange, 200, tags));
        server.createContext("/api/chat", exchange -> {
            exchange.getRequestBody().readAllBytes();
            chats.incrementAndGet();
            answer(exchange, chatStatus, chat);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        client.close();
    }

    @Test
    void models_that_are_there_are_told_with_digest_size_and_version_and_nothing_is_to_be_done() throws Exception {
        ModelReport report = new ModelCheck(client, false).run(configured());

        assertThat(report.healthy()).isTrue();
        assertThat(report.servers()).extracting("version").containsExactly("0.18.2");
        assertThat(report.models()).extracting(Found::presence).containsExactly(Presence.PRESENT, Presence.PRESENT);
        assertThat(report.models().getFirst().digest()).startsWith("a80c4f17acd5");
        assertThat(report.models().getFirst().quantization()).isEqualTo("Q4_0");
        assertThat(chats).hasValue(0);
    }

    @Test
    void a_missing_model_is_told_with_the_command_that_gets_it() throws Exception {
        tags = "{\"models\":["
                + BOTH.substring(BOTH.indexOf("{\"name\":\"llama3.2:3b"), BOTH.indexOf("},\n {\"name\"") + 1) + "]}";

        ModelReport report = new ModelCheck(client, true).run(configured());

        assertThat(report.healthy()).isFalse();
        assertThat(report.models()).extracting(Found::presence).containsExactly(Presence.PRESENT, Presence.MISSING);
        assertThat(report.remedies()).containsExactly("ollama pull llama3.2:1b-instruct-q4_0");
        assertThat(chats).hasValue(1);
    }

    @Test
    void a_server_that_is_not_there_is_named_with_what_to_do() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        ModelReport report = new ModelCheck(client, true)
                .run(ModelSettings.of(Map.of("FFE_DECISION_LLM_BASE_URL", "http://127.0.0.1:" + port)));

        assertThat(report.healthy()).isFalse();
        assertThat(report.servers()).extracting("trouble").containsExactly("nobody listens there");
        assertThat(report.models()).extracting(Found::presence).containsOnly(Presence.UNKNOWN);
        assertThat(report.remedies()).singleElement().asString().contains("ollama serve", "http://127.0.0.1:" + port);
    }

    @Test
    void something_that_is_no_ollama_is_told_apart() throws Exception {
        tags = "<html>hello</html>";

        ModelReport report = new ModelCheck(client, false).run(configured());

        assertThat(report.servers().getFirst().trouble()).contains("not as an Ollama server does");
        assertThat(report.healthy()).isFalse();
    }

    @Test
    void without_a_server_the_report_says_how_to_get_models() throws Exception {
        ModelReport report =
                new ModelCheck(client, true).run(ModelSettings.of(Map.of("FFE_DECISION_LLM_BASE_URL", "")));

        assertThat(report.healthy()).isFalse();
        assertThat(report.origin()).isEqualTo("FFE_DECISION_LLM_BASE_URL is not set");
        assertThat(report.remedies()).singleElement().asString().contains("FFE_DECISION_LLM_BASE_URL=http");
    }

    @Test
    void a_trial_answer_is_measured_and_loading_is_told_apart() throws Exception {
        ModelReport report = new ModelCheck(client, true).run(configured());

        ModelReport.Trial trial = report.models().getFirst().trial();
        assertThat(trial.trouble()).isNull();
        assertThat(trial.tokensPerSecond()).isEqualTo(80);
        assertThat(trial.load()).isEqualTo(Duration.ofNanos(10));
        assertThat(chats).hasValue(2);
        assertThat(report.healthy()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | {\"error\":\"llama runner process has terminated: CUDA error\"} | HTTP 500 llama runner",
                "200 | {\"error\":\"an error was encountered\"} | HTTP 200 an error",
                "200 | {\"message\":{\"content\":\"{\"},\"done\":true,\"done_reason\":\"length\"} | done_reason 'length'",
                "200 | {\"message\":{\"content\":\"I would buy\"},\"done\":true,\"done_reason\":\"stop\"} | not the object",
            })
    void a_trial_that_gives_no_usable_answer_says_why(int status, String body, String said) throws Exception {
        chatStatus = status;
        chat = body;

        ModelReport report = new ModelCheck(client, true).run(configured());

        assertThat(report.models().getFirst().trial().trouble()).contains(said);
        assertThat(report.remedies()).anyMatch(remedy -> remedy.contains(said));
        assertThat(report.healthy()).isFalse();
    }

    @Test
    void a_model_that_is_slower_than_its_deadline_is_told_with_the_setting() throws Exception {
        ModelReport report = new ModelCheck(client, true)
                .run(ModelSettings.of(Map.of(
                        "FFE_DECISION_LLM_BASE_URL", url().toString(), "FFE_DECISION_LLM_FALLBACK_DEADLINE", "0MS")));

        assertThat(report.remedies())
                .singleElement()
                .asString()
                .contains("llama3.2:1b-instruct-q4_0 takes", "raise FFE_DECISION_LLM_FALLBACK_DEADLINE");
    }

    @Test
    void settings_come_from_the_environment_as_the_service_would_read_them() {
        ModelSettings settings = ModelSettings.of(Map.of(
                "FFE_DECISION_LLM_BASE_URL", "http://gpu:11434",
                "FFE_DECISION_LLM_MODEL", "qwen3:4b",
                "FFE_DECISION_LLM_DEADLINE", "PT4S",
                "FFE_DECISION_LLM_FALLBACK_BASE_URL", "http://cpu:11434"));

        assertThat(settings.rungs())
                .containsExactly(
                        new ModelSettings.Rung(
                                "primary", "qwen3:4b", URI.create("http://gpu:11434"), Duration.ofSeconds(4)),
                        new ModelSettings.Rung(
                                "fallback",
                                ModelSettings.FALLBACK,
                                URI.create("http://cpu:11434"),
                                Duration.ofMillis(2500)));
        assertThat(ModelSettings.of(Map.of("FFE_DECISION_LLM_FALLBACK_ENABLED", "false"))
                        .rungs())
                .hasSize(1);
    }

    /** The page is generated from the service's configuration, and a test of its own holds it to that. */
    @ParameterizedTest
    @CsvSource({
        "llm.model, " + ModelSettings.PRIMARY,
        "llm.fallback.model, " + ModelSettings.FALLBACK,
        "llm.deadline, 6s",
        "llm.fallback.deadline, 2500ms",
        "llm.fallback.enabled, true"
    })
    void defaults_are_those_of_the_service(String key, String value) throws IOException {
        Path page = Home.locate().root().resolve("docs/configuration.md");

        assertThat(Files.readAllLines(page))
                .anyMatch(line -> line.startsWith("| `" + key + "` | ") && line.contains("| `" + value + "` |"));
    }

    @Test
    void settings_come_from_a_service_that_is_up() throws Exception {
        ModelSettings settings = ModelSettings.of(Json.mapper()
                .readTree(
                        "{\"model\":\"a:1b\",\"url\":\"http://gpu:1\",\"deadlineMillis\":6000,\"state\":\"MISSING\"}"));

        assertThat(settings.rungs())
                .containsExactly(
                        new ModelSettings.Rung("primary", "a:1b", URI.create("http://gpu:1"), Duration.ofSeconds(6)));
    }

    @ParameterizedTest
    @CsvSource({
        "FFE_DECISION_LLM_BASE_URL, gpu:11434",
        "FFE_DECISION_LLM_BASE_URL, not a url",
        "FFE_DECISION_LLM_DEADLINE, soon",
        "FFE_DECISION_LLM_FALLBACK_DEADLINE, xms"
    })
    void a_setting_that_cannot_be_read_is_named_with_its_value(String name, String value) {
        assertThatThrownBy(() -> ModelSettings.of(Map.of(name, value)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(name + " is '" + value + "', expected");
    }

    private ModelSettings configured() {
        return ModelSettings.of(Map.of("FFE_DECISION_LLM_BASE_URL", url().toString()));
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
