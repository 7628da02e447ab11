package io.ffe.decision.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.ReasonCode;
import io.ffe.decision.llm.OllamaStub.Behaviour;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Code;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The model client against a stub that speaks Ollama's {@code /api/chat}. No model is involved anywhere in here. */
class OllamaModelTest {

    private static final Duration DEADLINE = Duration.ofMillis(1500);

    /** May be added to the deadline before the caller has the answer in its hands, besides what the machine stood still. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final Snapshot SNAPSHOT = CraftedSnapshot.trending(1).build();

    private final OllamaStub stub = new OllamaStub(OllamaStub.says("BUY", 64, "OWN_TREND_UP", "ADX_STRONG"));
    private OllamaModel model = modelAt(stub.url().toString());

    @AfterEach
    void stop() {
        model.close();
        stub.close();
    }

    @Test
    void a_good_answer_becomes_a_proposal_after_one_request() {
        ModelCall call = model.ask(SNAPSHOT);

        assertThat(call.answer()).isInstanceOf(Proposed.class);
        assertThat(call.answer())
                .extracting("action", "confidence", "reasonCodes", "version")
                .containsExactly(
                        Action.BUY, 64, List.of(ReasonCode.OWN_TREND_UP, ReasonCode.ADX_STRONG), "entry-1.0.0");
        assertThat(stub.requests()).hasSize(1);
        assertThat(model.state()).isEqualTo(OllamaModel.State.ANSWERING);
    }

    @Test
    void the_request_asks_for_the_schema_with_every_field_required_and_the_enum_first() throws IOException {
        model.ask(SNAPSHOT);

        JsonNode request = new ObjectMapper().readTree(stub.requests().getFirst());
        JsonNode options = request.get("options");
        assertThat(request.get("stream").asBoolean()).isFalse();
        assertThat(request.get("keep_alive").asInt()).isEqualTo(1800);
        assertThat(options.get("temperature").asDouble()).isZero();
        assertThat(options.get("num_predict").asInt()).isEqualTo(200);
        assertThat(options.get("num_ctx").asInt()).isEqualTo(4096);
        assertThat(options.get("seed").asInt()).isNotNegative();
        assertThat(request.get("format").get("properties").fieldNames())
                .toIterable()
                .containsExactly("action", "confidence", "reasonCodes");
        assertThat(request.get("format").get("required"))
                .extracting(JsonNode::asText)
                .containsExactly("action", "confidence", "reasonCodes");
    }

    @Test
    void the_same_snapshot_is_asked_in_the_same_way_and_another_with_another_seed() {
        ModelCall one = model.ask(SNAPSHOT);
        ModelCall again = model.ask(CraftedSnapshot.trending(1).build());
        ModelCall other = model.ask(CraftedSnapshot.trending(-1).build());

        assertThat(again.request()).isEqualTo(one.request());
        assertThat(other.seed()).isNotEqualTo(one.seed());
    }

    @Test
    void request_and_response_are_kept_as_they_went_over_the_wire() {
        ModelCall call = model.ask(SNAPSHOT);

        assertThat(call.request()).isEqualTo(stub.requests().getFirst());
        assertThat(call.response()).contains("\"total_duration\":1254970291");
        assertThat(call.httpStatus()).isEqualTo(200);
    }

    static Stream<Arguments> badAnswers() {
        String good = "{\"action\":\"BUY\",\"confidence\":64,\"reasonCodes\":[\"OWN_TREND_UP\"]}";
        return Stream.of(
                Arguments.of("fenced JSON", OllamaStub.saysText("```json\n" + good + "\n```")),
                Arguments.of("text after the object", OllamaStub.saysText(good + " I am sure.")),
                Arguments.of("no JSON", OllamaStub.saysText("BUY, obviously")),
                Arguments.of("empty", OllamaStub.saysText("")),
                Arguments.of("cut off", new Behaviour.Says(good.substring(0, 30), "length")),
                Arguments.of("complete, but cut off by length", new Behaviour.Says(good, "length")),
                Arguments.of("unknown action", OllamaStub.saysText(good.replace("BUY", "ACCUMULATE"))),
                Arguments.of("action in lower case", OllamaStub.saysText(good.replace("BUY", "buy"))),
                Arguments.of("unknown reason", OllamaStub.saysText(good.replace("OWN_TREND_UP", "MOON_PHASE"))),
                Arguments.of("no confidence", OllamaStub.saysText("{\"action\":\"BUY\",\"reasonCodes\":[]}")),
                Arguments.of("no reasons", OllamaStub.saysText(good.replace("\"OWN_TREND_UP\"", ""))),
                Arguments.of("null reason", OllamaStub.saysText(good.replace("\"OWN_TREND_UP\"", "null"))),
                Arguments.of("confidence 0", OllamaStub.saysText(good.replace("64", "0"))),
                Arguments.of("confidence 101", OllamaStub.saysText(good.replace("64", "101"))),
                Arguments.of("confidence 64.5", OllamaStub.saysText(good.replace("64", "64.5"))),
                Arguments.of("confidence NaN", OllamaStub.saysText(good.replace("64", "NaN"))),
                Arguments.of("confidence in words", OllamaStub.saysText(good.replace("64", "\"high\""))),
                Arguments.of("an invented price", OllamaStub.saysText(good.replace("}", ",\"price\":50123.4}"))),
                Arguments.of("a field twice", OllamaStub.saysText(good.replace("}", ",\"action\":\"SELL\"}"))),
                Arguments.of("an array", OllamaStub.saysText("[" + good + "]")),
                Arguments.of(
                        "200 without a message", new Behaviour.Answers(200, "application/json", "{\"done\":true}")),
                Arguments.of("200 that is no JSON", new Behaviour.Answers(200, "text/html", "<html>hello</html>")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badAnswers")
    void what_does_not_fit_the_schema_is_no_answer_and_is_not_asked_for_again(String what, Behaviour behaviour) {
        stub.behave(behaviour);

        Failed failed = failed(model.ask(SNAPSHOT));

        assertThat(failed.code()).isEqualTo(Code.ANSWER_INVALID);
        assertThat(failed.detail()).doesNotContain("obviously", "I am sure", "50123", "MOON", "ACCUMULATE", "high");
        assertThat(stub.requests()).hasSize(1);
    }

    @Test
    void an_answer_of_ten_megabytes_is_refused() {
        stub.behave(OllamaStub.saysText(" ".repeat(10 * 1024 * 1024)));

        assertThat(failed(model.ask(SNAPSHOT)).code()).isEqualTo(Code.ANSWER_INVALID);
        assertThat(stub.requests()).hasSize(1);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(OllamaStub.fails(404, "model 'llama' not found"), Code.MODEL_FAILED, "ollama pull"),
                Arguments.of(OllamaStub.fails(400, "does not support chat"), Code.MODEL_FAILED, "400"),
                Arguments.of(OllamaStub.fails(500, "CUDA error: out of memory"), Code.MODEL_FAILED, "500"),
                Arguments.of(OllamaStub.fails(503, "server busy, please try again"), Code.MODEL_BUSY, "503"),
                Arguments.of(
                        OllamaStub.fails(200, "an error was encountered"), Code.MODEL_FAILED, "200 with an error"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_server_that_refuses_is_asked_once(Behaviour behaviour, Code code, String detail) {
        stub.behave(behaviour);

        ModelCall call = model.ask(SNAPSHOT);

        assertThat(failed(call).code()).isEqualTo(code);
        assertThat(failed(call).detail()).contains(detail);
        assertThat(call.httpStatus()).isNotNull();
        assertThat(stub.requests()).hasSize(1);
        assertThat(model.state()).isEqualTo(OllamaModel.State.FAILING);
    }

    static Stream<Behaviour> slowness() {
        return Stream.of(new Behaviour.Hangs(), new Behaviour.Trickles(50));
    }

    @ParameterizedTest
    @MethodSource("slowness")
    void a_server_that_does_not_finish_is_left_at_the_deadline_and_its_connection_closed(Behaviour behaviour) {
        model.ask(SNAPSHOT); // The first call also loads classes.
        stub.behave(behaviour);
        try (MachineStalls stalls = new MachineStalls()) {
            long started = System.nanoTime();

            Failed failed = failed(model.ask(SNAPSHOT));

            assertThat(failed.code()).isEqualTo(Code.MODEL_TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isBetween(DEADLINE, DEADLINE.plus(MARGIN).plus(stalls.soFar()));
        }
        assertThat(stub.requests()).hasSize(2);
        stub.behave(OllamaStub.says("HOLD", 50, "ADX_STRONG"));
        // The place in the bulkhead is free again: the abandoned call has really ended on our side.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(model.ask(SNAPSHOT).answer()).isInstanceOf(Proposed.class));
    }

    @Test
    void one_call_more_than_the_limit_is_refused_at_once() throws InterruptedException {
        stub.behave(new Behaviour.Hangs());
        Thread first = Thread.ofVirtual().start(() -> model.ask(SNAPSHOT));
        await().atMost(Duration.ofSeconds(30)).until(() -> stub.running() == 1);
        try (MachineStalls stalls = new MachineStalls()) {
            long started = System.nanoTime();

            Failed second = failed(model.ask(SNAPSHOT));

            assertThat(second.code()).isEqualTo(Code.MODEL_BUSY);
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(1).plus(stalls.soFar()));
        }
        assertThat(stub.requests()).hasSize(1);
        first.join();
    }

    @Test
    void whoever_has_an_answer_may_ask_again_at_once() {
        for (int i = 0; i < 300; i++) {
            assertThat(model.ask(SNAPSHOT).answer()).isInstanceOf(Proposed.class);
        }
    }

    @Test
    void a_breaker_stops_asking_a_server_that_keeps_failing_and_tries_again_later() {
        stub.behave(OllamaStub.fails(500, "CUDA error"));
        for (int i = 0; i < 4; i++) {
            model.ask(SNAPSHOT);
        }

        Failed refused = failed(model.ask(SNAPSHOT));

        assertThat(refused.code()).isEqualTo(Code.MODEL_FAILED);
        assertThat(refused.detail()).contains("breaker");
        assertThat(stub.requests()).hasSize(4);
        stub.behave(OllamaStub.says("HOLD", 50, "ADX_STRONG"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(model.ask(SNAPSHOT).answer()).isInstanceOf(Proposed.class));
    }

    @Test
    void nobody_listening_fails_at_once() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        model.close();
        model = modelAt("http://127.0.0.1:" + port);

        Failed failed = failed(model.ask(SNAPSHOT));

        assertThat(failed.code()).isEqualTo(Code.MODEL_FAILED);
        assertThat(failed.detail()).contains("no connection to http://127.0.0.1:" + port);
    }

    @Test
    void without_a_base_url_nothing_is_asked() {
        model.close();
        model = modelAt("");

        ModelCall call = model.ask(SNAPSHOT);

        assertThat(failed(call).code()).isEqualTo(Code.MODEL_NOT_CONFIGURED);
        assertThat(call.request()).isNull();
        assertThat(model.state()).isEqualTo(OllamaModel.State.NOT_CONFIGURED);
    }

    private static Failed failed(ModelCall call) {
        ModelAnswer answer = call.answer();
        assertThat(answer).isInstanceOf(Failed.class);
        return (Failed) answer;
    }

    private static OllamaModel modelAt(String baseUrl) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ffe.decision.llm.deadline", DEADLINE.toString(),
                "ffe.decision.llm.breaker-volume", "4",
                "ffe.decision.llm.breaker-delay", "PT3S"));
        settings.put("ffe.decision.llm.base-url", baseUrl);
        DecisionConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(DecisionConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .build()
                .getConfigMapping(DecisionConfig.class);
        return new OllamaModel(config, new SimpleMeterRegistry());
    }
}
