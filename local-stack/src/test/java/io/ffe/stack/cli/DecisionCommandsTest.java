package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.models.OllamaClient;
import io.ffe.stack.read.DecisionClient;
import io.ffe.stack.read.DecisionTrail;
import io.ffe.stack.view.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where decision-service would be, an HTTP server answers in its words. */
class DecisionCommandsTest {

    private static final Terminal TERMINAL = Terminal.system();

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private DecisionClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            asked.add(path);
            String answer = answers.getOrDefault(path, "404 {\"error\":\"X\",\"detail\":\"nothing there\"}");
            byte[] body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        client = new DecisionClient("http://127.0.0.1:" + server.getAddress().getPort(), () -> "token");
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void every_decision_is_made_again_page_by_page_and_the_first_difference_ends_it() throws InterruptedException {
        says(
                "/api/v1/decisions?limit=500",
                "{\"decisions\":[{\"decisionId\":\"a\"},{\"decisionId\":\"b\"}],\"after\":\"p\"}");
        says("/api/v1/decisions?after=p&limit=500", "{\"decisions\":[{\"decisionId\":\"c\"}]}");
        says("/api/v1/decisions/a/replay", "{\"result\":\"SAME\"}");
        says("/api/v1/decisions/b/replay", "{\"result\":\"INCOMPLETE\",\"why\":\"it was superseded\"}");
        says("/api/v1/decisions/c/replay", "{\"result\":\"SAME\"}");

        ReplayOfAll whole = ReplayOfAll.of(client, done -> {});

        assertThat(whole.lines(TERMINAL))
                .containsExactly(
                        "none differs: 2 of 2 are the same byte for byte",
                        "  1 cannot be made again: it was superseded");

        says(
                "/api/v1/decisions/a/replay",
                "{\"decisionId\":\"a\",\"result\":\"DIFFERENT\",\"difference\":{\"path\":\"/action\",\"recorded\":\"BUY\",\"again\":\"HOLD\"}}");
        asked.clear();
        ReplayOfAll broken = ReplayOfAll.of(client, done -> {});

        assertThat(broken.lines(TERMINAL))
                .startsWith("different, after 0 that are the same: a", "  recorded  BUY", "  again     HOLD");
        assertThat(asked).doesNotContain("/api/v1/decisions/b/replay");
    }

    @Test
    void a_service_that_cannot_answer_just_now_is_asked_again() throws InterruptedException {
        String path = "/api/v1/decisions/a/replay";
        answers.put(path, "503 {\"error\":\"UNAVAILABLE\",\"detail\":\"its database is away\"}");
        CompletableFuture.delayedExecutor(1_500, TimeUnit.MILLISECONDS)
                .execute(() -> says(path, "{\"result\":\"SAME\"}"));

        assertThat(client.replay("a"))
                .hasValueSatisfying(
                        again -> assertThat(again.path("result").asText()).isEqualTo("SAME"));
        assertThat(asked).hasSizeGreaterThan(1);
    }

    @Test
    void what_the_service_refuses_is_said_in_its_words() {
        answers.put("/api/v1/decisions?limit=5&symbol=x", "400 {\"error\":\"SYMBOL\",\"detail\":\"symbol is 'x'\"}");
        answers.put("/api/v1/approvals?limit=500", "503 {\"error\":\"AWAY\",\"detail\":\"the database is away\"}");

        assertThatThrownBy(() -> client.page(Map.of("symbol", "x"), 5, null))
                .isInstanceOf(Problem.class)
                .hasMessage("symbol is 'x'");
        assertThatThrownBy(client::waiting).isInstanceOf(Problem.class).hasMessageContaining("the database is away");
    }

    @Test
    void agreement_is_counted_over_what_was_answered() throws IOException {
        JsonNode call = Json.mapper()
                .readTree("{\"model\":\"m\",\"prompt\":\"entry-1.1.0\",\"judged\":{\"usable\":true,\"action\":\"BUY\","
                        + "\"confidence\":64,\"reasonCodes\":[\"RSI_LOW\"]}}");
        List<Reinference.Try> tries = List.of(
                answered("{\"usable\":true,\"action\":\"BUY\",\"confidence\":64,\"reasonCodes\":[\"RSI_LOW\"]}"),
                answered("{\"usable\":true,\"action\":\"BUY\",\"confidence\":60,\"reasonCodes\":[\"RSI_LOW\"]}"),
                answered("{\"usable\":false,\"why\":\"NOT_THE_SCHEMA: no object\",\"reasonCodes\":[]}"),
                answered("{\"usable\":true,\"action\":\"SELL\",\"confidence\":64,\"reasonCodes\":[\"RSI_LOW\"]}"),
                Reinference.Try.of(
                        new OllamaClient.Raw(0, null, null, Duration.ofSeconds(3), "nobody listens there"), null));

        Reinference report = Reinference.of("id", "http://stub", call, tries);

        assertThat(report.answered()).isEqualTo(4);
        assertThat(report.agreement()).isEqualTo(0.5);
        assertThat(report.sameAnswer()).isEqualTo(0.25);
        assertThat(report.lines(TERMINAL).getLast())
                .isEqualTo(
                        "agreement 50.00 % on the action, 25.00 % on confidence and reasons as well, of 4 answers to 5"
                                + " questions, slowest 3.0 s");
    }

    @Test
    void the_whole_chain_is_laid_out_and_what_a_model_wrote_moves_no_cursor() throws IOException {
        JsonNode record = Json.mapper().readTree("""
                {"decisionId":"d1","decision":{"runId":"r","portfolioId":"main","symbol":"BTCUSDT","timeframe":"15m",
                 "asOf":"2024-08-05T06:15:00Z","origin":"live","outcome":"DECIDED","action":"HOLD","confidence":0,
                 "tier":"LLM_PRIMARY","tierPath":[{"tier":"LLM_PRIMARY","code":"DECIDED","tookMillis":812}],
                 "votes":[{"member":"m","version":"entry-1.1.0","action":"BUY","confidence":64,"weight":1,"reasonCodes":["RSI_LOW"]}],
                 "reasonCodes":["RSI_LOW"],"decidedAt":"2024-08-05T06:15:03Z","validUntil":"2024-08-05T06:30:00Z",
                 "proposal":{"mode":"APPROVE","action":"BUY","confidence":64,"end":"REJECTED","by":"ada","reason":"no"},
                 "chain":{"sequence":7,"hash":"ab"}},
                 "snapshot":{"quality":{"verdict":"DEGRADED","reasons":["DERIVED_TICKS"],"detail":"1 h is missing"},
                 "quote":{"bid":"1","ask":"2","occurredAt":"t","source":"s"},"regime":"RANGING","volatility":"LOW",
                 "timeframes":[{"timeframe":"15m","bars":96,"trend":"UP","rsi14":38.2}]},
                 "modelCalls":[{"tier":"LLM_PRIMARY","seat":"BULL","model":"m","prompt":"debate-bull-1.0.0","outcome":"ANSWERED","tookMillis":300,
                 "figures":{},"judged":{"usable":true,"confidence":70,"reasonCodes":["OWN_TREND_UP"]}},
                 {"tier":"LLM_PRIMARY","seat":"JUDGE","model":"m","prompt":"entry-1.1.0","outcome":"ANSWERED","tookMillis":812,
                 "figures":{"promptTokens":734},"judged":{"usable":true,"action":"BUY","confidence":64,"reasonCodes":["RSI_LOW"]},
                 "request":"{\\"messages\\":[{\\"role\\":\\"system\\",\\"content\\":\\"You judge\\"},{\\"role\\":\\"user\\",\\"content\\":\\"rsi14=38.20\\"}]}",
                 "response":"says \\u001b[2J things"}]}""");
        JsonNode verdict = Json.mapper().readTree("""
                {"result":"NO_ORDER","gates":[{"gate":"DATA_AGE","status":"PASSED","value":"3","limit":"90","unit":"s","detail":"fresh"}]}""");

        List<String> lines = new DecisionView(TERMINAL, false)
                .lines(new DecisionTrail(record, List.of(), List.of(), verdict, List.of()));

        String text = String.join("\n", lines);
        assertThat(text)
                .contains("DEGRADED DERIVED_TICKS: 1 h is missing")
                .contains("LLM_PRIMARY BULL m with debate-bull-1.0.0", "usable: conviction 70 OWN_TREND_UP")
                .contains("LLM_PRIMARY JUDGE m with entry-1.1.0")
                .contains("rsi14=38.20", "734 in", "usable: BUY 64 RSI_LOW")
                .contains("HOLD (BUY)", "REJECTED by ada, no", "number 7 of its chain")
                .contains("no order came of it", "no ticks of then are kept any more")
                .doesNotContain("You judge", "\u001b");
        assertThat(text).containsPattern("DATA_AGE +PASSED +3 +90 +s +fresh");
    }

    @Test
    void wrong_arguments_are_named() {
        assertThatThrownBy(() -> DecisionsCommand.oneOf("--tier", "best", io.ffe.schema.event.Action.values()))
                .hasMessage("--tier is 'best', expected one of [BUY, SELL, HOLD]");
        assertThatThrownBy(() -> DecisionsCommand.time("yesterday")).hasMessageContaining("--since is 'yesterday'");
        assertThat(DecisionsCommand.time("2024-08-05")).isEqualTo(Instant.parse("2024-08-05T00:00:00Z"));
    }

    private static Reinference.Try answered(String judged) throws IOException {
        return Reinference.Try.of(
                new OllamaClient.Raw(200, "application/json", new byte[0], Duration.ofMillis(5), null),
                Json.mapper().readTree(judged));
    }

    private void says(String path, String json) {
        answers.put(path, "200 " + json);
    }
}
