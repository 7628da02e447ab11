package io.ffe.decision.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelAnswer.Proposed;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.ModelCall.Figures;
import io.ffe.decision.domain.ModelCall.Wire;
import io.ffe.decision.domain.ModelFault;
import io.ffe.decision.domain.RawBytes;
import io.ffe.decision.domain.ReasonCode;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Code;
import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.testing.OllamaStub.Behaviour;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One model's client against a stub that speaks Ollama's {@code /api/chat}. No model is involved anywhere in here. */
class OllamaModelTest {

    private static final Duration DEADLINE = Duration.ofMillis(1500);

    private static final Snapshot SNAPSHOT = CraftedSnapshot.trending(1).build();

    private final OllamaStub stub = new OllamaStub(OllamaStub.says("BUY", 64, "OWN_TREND_UP", "ADX_STRONG"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private OllamaModels models = modelsAt(stub.url().toString());
    private OllamaModel model = models.rungs().getFirst();

    @AfterEach
    void stop() {
        models.close();
        stub.close();
    }

    @Test
    void a_good_answer_becomes_a_proposal_after_one_request() {
        ModelCall call = model.ask(SNAPSHOT, Held.FLAT);

        assertThat(call.answer()).isInstanceOf(Proposed.class);
        assertThat(call.answer())
                .extracting("action", "confidence", "reasonCodes", "version")
                .containsExactly(
                        Action.BUY, 64, List.of(ReasonCode.OWN_TREND_UP, ReasonCode.ADX_STRONG), "entry-1.1.0");
        assertThat(stub.requests()).hasSize(1);
        assertThat(model.state()).isEqualTo(OllamaModel.State.ANSWERING);
    }

    @Test
    void the_tokens_that_the_server_tells_of_are_counted_as_read_and_as_written() {
        ModelCall.Figures told = model.ask(SNAPSHOT, Held.FLAT).figures();

        assertThat(told.promptTokens()).isPositive();
        assertThat(told.answerTokens()).isPositive();
        assertThat(tokens("prompt")).isEqualTo(told.promptTokens().doubleValue());
        assertThat(tokens("answer")).isEqualTo(told.answerTokens().doubleValue());
    }

    private double tokens(String kind) {
        return meters.get("ffe.llm.tokens")
                .tags("tier", "LLM_PRIMARY", "kind", kind)
                .counter()
                .count();
    }

    @Test
    void the_request_asks_for_the_schema_with_every_field_required_and_the_enum_first() throws IOException {
        model.ask(SNAPSHOT, Held.FLAT);

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
        ModelCall one = model.ask(SNAPSHOT, Held.FLAT);
        ModelCall again = model.ask(CraftedSnapshot.trending(1).build(), Held.FLAT);
        ModelCall other = model.ask(CraftedSnapshot.trending(-1).build(), Held.FLAT);

        assertThat(again.wire().request()).isEqualTo(one.wire().request());
        assertThat(other.asked().seed()).isNotEqualTo(one.asked().seed());
    }

    @Test
    void request_and_response_are_kept_as_they_went_over_the_wire() {
        ModelCall call = model.ask(SNAPSHOT, Held.FLAT);

        assertThat(call.wire().request()).isEqualTo(RawBytes.of(stub.requests().getFirst()));
        assertThat(call.wire().body().text()).contains("\"total_duration\":1254970291");
        assertThat(call.wire().status()).isEqualTo(200);
        assertThat(call.figures()).isEqualTo(new Figures("stop", 734, 41, 1254970291L, 4751416L, 702000000L, null));
    }

    @Test
    void the_record_names_the_model_by_the_digest_and_the_server_by_the_version_that_it_said() {
        models.close();
        // A question about itself that takes longer than half of this is asked again, which would count as two.
        models = StubbedModels.of(
                Map.of("ffe.decision.llm.base-url", stub.url().toString(), "ffe.decision.llm.connect-timeout", "10s"));
        model = models.rungs().getFirst();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            ModelCall call = model.ask(SNAPSHOT, Held.FLAT);

            assertThat(call.asked().digest()).isEqualTo(OllamaStub.digestOf(OllamaStub.PRIMARY));
            assertThat(call.asked().serverVersion()).isEqualTo(OllamaStub.VERSION);
        });
        model.ask(SNAPSHOT, Held.FLAT);
        // Once in a while, not before each call.
        assertThat(stub.askedAboutItself()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"FLAT, BUY SELL HOLD", "LONG, SELL HOLD", "SHORT, BUY HOLD"})
    void only_actions_that_the_position_allows_are_offered(Held held, String offered) throws IOException {
        model.ask(SNAPSHOT, held);

        JsonNode request = new ObjectMapper().readTree(stub.requests().getFirst());
        assertThat(request.at("/format/properties/action/enum"))
                .extracting(JsonNode::asText)
                .containsExactly(offered.split(" "));
        assertThat(request.at("/messages/1/content").asText()).contains("position=" + held);
    }

    @Test
    void a_model_that_the_server_does_not_have_is_known_before_anybody_asks_and_the_command_is_said() {
        stub.has(Set.of("mistral:7b"));

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            model.lookUp();
            assertThat(model.state()).isEqualTo(OllamaModel.State.MISSING);
        });

        assertThat(model.remedy()).contains("ollama pull llama3.2:3b-instruct-q4_0");
        assertThat(stub.requests()).isEmpty();
    }

    @Test
    void bytes_that_are_no_text_are_kept_as_they_came() {
        stub.behave(new Behaviour.Answers(200, "application/json", "{\"message\":\"\u0000\"} \u0000"));

        ModelCall call = model.ask(SNAPSHOT, Held.FLAT);

        assertThat(failed(call).fault()).isEqualTo(ModelFault.NOT_OLLAMAS);
        assertThat(call.wire().body().toArray()).endsWith((byte) 0);
    }

    @Test
    void one_call_more_than_the_limit_is_refused_at_once_whichever_model_it_is_for() throws InterruptedException {
        models.close();
        // The first call is to keep its place until the second was refused.
        models = StubbedModels.of(Map.of(
                "ffe.decision.llm.base-url", stub.url().toString(),
                "ffe.decision.llm.deadline", "10s",
                "ffe.decision.llm.budget", "20s"));
        model = models.rungs().getFirst();
        stub.behave(new Behaviour.Hangs());
        Thread first = Thread.ofVirtual().start(() -> model.ask(SNAPSHOT, Held.FLAT));
        await().atMost(Duration.ofSeconds(30)).until(() -> stub.running() == 1);
        try (MachineStalls stalls = new MachineStalls()) {
            long started = System.nanoTime();

            Failed second = failed(models.rungs().getLast().ask(SNAPSHOT, Held.FLAT));

            assertThat(second.fault()).isEqualTo(ModelFault.PLACES_TAKEN);
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(1).plus(stalls.soFar()));
        }
        assertThat(stub.requests()).hasSize(1);
        // Its deadline need not be waited for.
        first.interrupt();
        first.join();
    }

    @Test
    void whoever_has_an_answer_may_ask_again_at_once() {
        for (int i = 0; i < 300; i++) {
            assertThat(model.ask(SNAPSHOT, Held.FLAT).answer()).isInstanceOf(Proposed.class);
        }
    }

    @Test
    void calls_that_were_abandoned_do_not_pile_up() throws IOException {
        try (SilentServer silent = new SilentServer()) {
            models.close();
            models = StubbedModels.of(Map.of(
                    "ffe.decision.llm.base-url", silent.url().toString(),
                    "ffe.decision.llm.deadline", "100ms",
                    "ffe.decision.llm.connect-timeout", "200ms",
                    "ffe.decision.llm.breaker-volume", "1000"));
            model = models.rungs().getFirst();
            List<ModelFault> faults = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                // Who was abandoned gives its place back at once, or a little later where the machine stands still.
                await().atMost(Duration.ofSeconds(2)).pollDelay(Duration.ZERO).until(() -> models.running() == 0);
                faults.add(failed(model.ask(SNAPSHOT, Held.FLAT)).fault());
            }

            assertThat(faults).containsOnly(ModelFault.SILENT);
            await().atMost(Duration.ofSeconds(30)).until(() -> models.running() == 0 && silent.open() == 0);
            // The question about itself, and ones that the server has not seen closed yet, may stand beside a call.
            assertThat(silent.most()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void a_breaker_stops_asking_a_server_that_keeps_failing_and_tries_again_later() {
        stub.behave(OllamaStub.fails(500, "CUDA error"));
        for (int i = 0; i < 4; i++) {
            model.ask(SNAPSHOT, Held.FLAT);
        }

        Failed refused = failed(model.ask(SNAPSHOT, Held.FLAT));

        assertThat(refused.fault()).isEqualTo(ModelFault.BREAKER_OPEN);
        assertThat(refused.before()).isEqualTo(ModelFault.SERVER_ERROR);
        assertThat(refused.code()).isEqualTo(Code.MODEL_FAILED);
        assertThat(stub.requests()).hasSize(4);
        stub.behave(OllamaStub.says("HOLD", 50, "ADX_STRONG"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(model.ask(SNAPSHOT, Held.FLAT).answer()).isInstanceOf(Proposed.class));
        assertThat(model.ask(SNAPSHOT, Held.FLAT).answer()).isInstanceOf(Proposed.class);
    }

    @Test
    void a_model_that_is_pulled_meanwhile_answers_once_its_breaker_tries_again() {
        stub.behave(OllamaStub.fails(404, "model '" + OllamaStub.PRIMARY + "' not found"));

        Failed missing = failed(model.ask(SNAPSHOT, Held.FLAT));

        assertThat(missing.fault()).isEqualTo(ModelFault.MODEL_MISSING);
        assertThat(missing.detail()).contains("ollama pull " + OllamaStub.PRIMARY);
        assertThat(model.state()).isEqualTo(OllamaModel.State.MISSING);
        stub.behave(OllamaStub.says("HOLD", 50, "ADX_STRONG"));
        assertThat(model.ask(SNAPSHOT, Held.FLAT).answer()).isInstanceOf(Proposed.class);
        assertThat(model.state()).isEqualTo(OllamaModel.State.ANSWERING);
    }

    @Test
    void without_a_base_url_nothing_is_asked() {
        models.close();
        models = modelsAt("");
        model = models.rungs().getFirst();

        ModelCall call = model.ask(SNAPSHOT, Held.FLAT);

        assertThat(failed(call).code()).isEqualTo(Code.MODEL_NOT_CONFIGURED);
        assertThat(call.configured()).isFalse();
        assertThat(call.wire()).isEqualTo(Wire.NONE);
        assertThat(model.state()).isEqualTo(OllamaModel.State.NOT_CONFIGURED);
    }

    @Test
    void deadlines_that_do_not_fit_into_the_budget_stop_the_start() {
        assertThatThrownBy(() -> StubbedModels.of(Map.of("ffe.decision.llm.deadline", "8s")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ffe.decision.llm.budget is PT10S, expected at least PT11.9S")
                .hasMessageContaining("ffe.decision.llm.deadline (PT8S)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:11434", "127.0.0.1", "//127.0.0.1:11434", "ftp://127.0.0.1:11434", "http:11434"})
    void an_address_that_nobody_can_be_asked_at_stops_the_start(String address) {
        for (String key : List.of("ffe.decision.llm.base-url", "ffe.decision.llm.fallback.base-url")) {
            Map<String, String> settings =
                    new HashMap<>(Map.of("ffe.decision.llm.base-url", stub.url().toString()));
            settings.put(key, address);

            assertThatThrownBy(() -> StubbedModels.of(settings))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(key + " is '" + address + "', expected the address of an Ollama server");
        }
    }

    @Test
    @Timeout(60)
    void a_server_that_stalls_within_what_it_says_about_itself_is_asked_again() throws Exception {
        stub.stallsAboutItself(true);

        model.lookUp();
        assertThat(model.digest()).isEmpty();
        stub.stallsAboutItself(false);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            model.lookUp();
            assertThat(model.digest()).contains(OllamaStub.digestOf(OllamaStub.PRIMARY));
        });
    }

    private static Failed failed(ModelCall call) {
        ModelAnswer answer = call.answer();
        assertThat(answer).isInstanceOf(Failed.class);
        return (Failed) answer;
    }

    private OllamaModels modelsAt(String baseUrl) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ffe.decision.llm.deadline", DEADLINE.toString(),
                "ffe.decision.llm.breaker-volume", "4",
                "ffe.decision.llm.breaker-delay", "PT3S"));
        settings.put("ffe.decision.llm.base-url", baseUrl);
        return StubbedModels.of(settings, meters);
    }
}
