package io.ffe.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.decision.domain.AgeLimits;
import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.decision.domain.Ensemble;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.Seat;
import io.ffe.decision.llm.MachineStalls;
import io.ffe.decision.llm.OllamaModels;
import io.ffe.decision.llm.StubbedModels;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.TierStep.Code;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.serde.CoreHash;
import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.testing.OllamaStub.Behaviour;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the ladder makes of everything that a server or a model can do wrong: the tier, the requests it cost, and how long
 * the caller waited. Where Ollama would be there is a stub that speaks its API; no model is involved anywhere in here.
 */
class ModelRungsTest {

    private static final Seat SEAT = new Seat("main", "ffe");
    private static final Snapshot SNAPSHOT = CraftedSnapshot.trending(1).build();
    private static final Ladder LADDER = new Ladder(Ensemble.standard(), new AgeLimits(null, Duration.ofSeconds(2)));
    private static final String GOOD_TEXT = "{\"action\":\"BUY\",\"confidence\":64,\"reasonCodes\":[\"OWN_TREND_UP\"]}";
    private static final Behaviour GOOD = OllamaStub.saysText(GOOD_TEXT);

    /** Where an answer comes: within this it does, on a machine that stands still for a while too. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** What such an answer takes at most. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /** Where none does, which takes all of it; what trickles has to begin within it. */
    private static final Duration SHORT_DEADLINE = Duration.ofSeconds(2);

    /** May be added to the budget before the caller has the answer in its hands, besides what the machine stood still. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final OllamaStub stub = new OllamaStub(GOOD);
    private OllamaModels models = modelsAt(stub.url().toString(), DEADLINE, DEADLINE);

    @BeforeAll
    static void loadClasses() {
        try (OllamaStub warm = new OllamaStub(GOOD)) {
            OllamaModels once = StubbedModels.of(
                    Map.of("ffe.decision.llm.base-url", warm.url().toString()));
            new ModelRungs(once, LADDER).ask(SNAPSHOT, Held.FLAT, () -> true);
            StubbedModels.close(once);
        }
    }

    @AfterEach
    void stop() {
        StubbedModels.close(models);
        stub.close();
    }

    /** What the primary does, the reason on its step, and whether the fallback behind the same server is worth asking. */
    static Stream<Arguments> faults() {
        return Stream.of(
                ofModel("fenced JSON", OllamaStub.saysText("```json\n" + GOOD_TEXT + "\n```"), "NOT_THE_SCHEMA"),
                ofModel("text after the object", OllamaStub.saysText(GOOD_TEXT + " I am sure."), "NOT_THE_SCHEMA"),
                ofModel("text before the object", OllamaStub.saysText("Sure: " + GOOD_TEXT), "NOT_THE_SCHEMA"),
                ofModel("no JSON", OllamaStub.saysText("BUY, obviously"), "NOT_THE_SCHEMA"),
                ofModel("empty", OllamaStub.saysText(""), "NOT_THE_SCHEMA"),
                ofModel("null", OllamaStub.saysText("null"), "NOT_THE_SCHEMA"),
                ofModel("truncated", new Behaviour.Says(GOOD_TEXT.substring(0, 30), "length"), "CUT_OFF"),
                ofModel("complete, but cut off by length", new Behaviour.Says(GOOD_TEXT, "length"), "CUT_OFF"),
                ofModel("only loaded", new Behaviour.Says(GOOD_TEXT, "load"), "CUT_OFF"),
                ofModel("unknown action", said("BUY", "ACCUMULATE"), "NOT_THE_SCHEMA"),
                ofModel("action in lower case", said("BUY", "buy"), "NOT_THE_SCHEMA"),
                ofModel("unknown reason", said("OWN_TREND_UP", "MOON_PHASE"), "NOT_THE_SCHEMA"),
                ofModel("no confidence", said("\"confidence\":64,", ""), "NOT_THE_SCHEMA"),
                ofModel("no action", said("\"action\":\"BUY\",", ""), "NOT_THE_SCHEMA"),
                ofModel("no reason", said("\"OWN_TREND_UP\"", ""), "NOT_THE_SCHEMA"),
                ofModel("null reason", said("\"OWN_TREND_UP\"", "null"), "NOT_THE_SCHEMA"),
                ofModel("confidence 0", said("64", "0"), "NOT_THE_SCHEMA"),
                ofModel("confidence 101", said("64", "101"), "NOT_THE_SCHEMA"),
                ofModel("confidence 64.5", said("64", "64.5"), "NOT_THE_SCHEMA"),
                ofModel("confidence as text", said("64", "\"64\""), "NOT_THE_SCHEMA"),
                ofModel("confidence NaN", said("64", "NaN"), "NOT_THE_SCHEMA"),
                ofModel("confidence in words", said("64", "\"high\""), "NOT_THE_SCHEMA"),
                ofModel("an invented price", said("}", ",\"price\":50123.4}"), "NOT_THE_SCHEMA"),
                ofModel("an invented quantity", said("}", ",\"quantity\":3}"), "NOT_THE_SCHEMA"),
                ofModel("a field twice", said("}", ",\"action\":\"SELL\"}"), "NOT_THE_SCHEMA"),
                ofModel("an array", OllamaStub.saysText("[" + GOOD_TEXT + "]"), "NOT_THE_SCHEMA"),
                ofModel("an untrue reason", said("OWN_TREND_UP", "RSI_OVERSOLD"), "UNTRUE_REASON"),
                ofModel("no reason for a BUY", said("OWN_TREND_UP", "ADX_STRONG"), "UNSUPPORTED_ACTION"),
                ofModel("unknown model", OllamaStub.fails(404, "model 'x' not found"), "MODEL_MISSING"),
                ofModel(
                        "404 of another server",
                        new Behaviour.Answers(404, "text/plain", "404 page not found"),
                        "REQUEST_REFUSED"),
                ofModel("not a chat model", OllamaStub.fails(400, "\"x\" does not support chat"), "REQUEST_REFUSED"),
                ofModel(
                        "CUDA error",
                        OllamaStub.fails(500, "llama runner process has terminated: CUDA error"),
                        "SERVER_ERROR"),
                ofModel(
                        "error after 200",
                        OllamaStub.fails(200, "an error was encountered while running the model"),
                        "ERROR_IN_ANSWER"),
                ofModel(
                        "error in a stream",
                        new Behaviour.Answers(200, "application/x-ndjson", "{\"done\":false}\n{\"error\":\"x\"}\n"),
                        "WRONG_CONTENT_TYPE"),
                ofModel(
                        "a web page",
                        new Behaviour.Answers(200, "text/html", "<html>hello</html>"),
                        "WRONG_CONTENT_TYPE"),
                ofModel(
                        "wrong content type",
                        new Behaviour.Answers(200, "text/plain", "{\"done\":true}"),
                        "WRONG_CONTENT_TYPE"),
                ofModel("no message", new Behaviour.Answers(200, "application/json", "{\"done\":true}"), "NOT_OLLAMAS"),
                ofModel("200 and null", new Behaviour.Answers(200, "application/json", "null"), "NOT_OLLAMAS"),
                ofModel("ten megabytes", OllamaStub.saysText(" ".repeat(10 * 1024 * 1024)), "TOO_LARGE"),
                ofModel("one byte a second", new Behaviour.Trickles(1000), "UNFINISHED"),
                ofModel("a connection that breaks", new Behaviour.BreaksOff(), "BROKEN_OFF"),
                ofHost(
                        "busy",
                        OllamaStub.fails(503, "server busy, please try again.  maximum pending requests exceeded"),
                        "SERVER_BUSY"),
                ofModel("hang", new Behaviour.Hangs(), "SILENT"));
    }

    private static Arguments ofModel(String what, Behaviour behaviour, String reason) {
        return Arguments.of(what, behaviour, reason, true);
    }

    private static Arguments ofHost(String what, Behaviour behaviour, String reason) {
        return Arguments.of(what, behaviour, reason, false);
    }

    private static Behaviour said(String instead, String of) {
        return OllamaStub.saysText(GOOD_TEXT.replace(instead, of));
    }

    @Test
    void a_good_answer_decides_after_one_request() {
        Decision decision = decide(Held.FLAT);

        assertThat(decision.tier()).isEqualTo(Tier.LLM_PRIMARY);
        assertThat(decision.action()).isEqualTo(Action.BUY);
        assertThat(decision.confidence()).isEqualTo(64);
        assertThat(stub.requests()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void a_fault_of_the_primary_leads_to_the_fallback_unless_the_server_is_at_fault(
            String what, Behaviour behaviour, String reason, boolean ofModel) {
        Duration deadline = deadlineOf(behaviour);
        restart(deadline, DEADLINE);
        stub.behave(OllamaStub.PRIMARY, behaviour);

        Decision decision = decideWithin(Held.FLAT, taken(deadline, DEADLINE));

        assertThat(decision.tier()).isEqualTo(ofModel ? Tier.LLM_FALLBACK : Tier.TECHNICAL);
        assertThat(decision.action()).isEqualTo(Action.BUY);
        assertThat(reasons(decision)).containsExactly(reason, null);
        assertThat(stub.requests()).hasSize(ofModel ? 2 : 1);
        assertThat(decision.tierPath().toString())
                .doesNotContain("obviously", "I am sure", "50123", "MOON", "ACCUMULATE", "high", "hello");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void when_both_models_have_it_the_strategies_decide_within_the_budget(
            String what, Behaviour behaviour, String reason, boolean ofModel) {
        Duration deadline = deadlineOf(behaviour);
        restart(deadline, deadline);
        stub.behave(behaviour);

        Decision decision = decideWithin(Held.FLAT, taken(deadline, deadline));

        assertThat(decision.tier()).isEqualTo(Tier.TECHNICAL);
        assertThat(reasons(decision)).isEqualTo(ofModel ? listOf(reason, reason, null) : listOf(reason, null));
        assertThat(stub.requests()).hasSize(ofModel ? 2 : 1);
    }

    @Test
    void an_action_that_the_position_does_not_allow_leads_to_the_fallback() {
        stub.behave(OllamaStub.FALLBACK, OllamaStub.says("HOLD", 50, "ADX_STRONG"));

        Decision decision = decide(Held.LONG);

        assertThat(decision.tier()).isEqualTo(Tier.LLM_FALLBACK);
        assertThat(reasons(decision)).containsExactly("ILLEGAL_ACTION", null);
        assertThat(stub.requests()).hasSize(2);
    }

    @Test
    void a_server_that_is_not_there_is_tried_once_and_the_strategies_decide() throws IOException {
        away();

        Decision decision = decide(Held.FLAT);

        assertThat(decision.tier()).isEqualTo(Tier.TECHNICAL);
        assertThat(reasons(decision)).containsExactly("UNREACHABLE", null);
        assertThat(decision.tierPath().getFirst().detail()).contains("no connection to http://127.0.0.1:");
    }

    @Test
    void a_fallback_behind_another_server_is_asked_when_the_first_one_is_away() throws IOException {
        int port = closedPort();
        StubbedModels.close(models);
        models = StubbedModels.of(Map.of(
                "ffe.decision.llm.base-url",
                "http://127.0.0.1:" + port,
                "ffe.decision.llm.fallback.base-url",
                stub.url().toString()));

        Decision decision = decide(Held.FLAT);

        assertThat(decision.tier()).isEqualTo(Tier.LLM_FALLBACK);
        assertThat(reasons(decision)).containsExactly("UNREACHABLE", null);
        assertThat(stub.requests()).hasSize(1);
    }

    /** Nothing of a primary that is not configured is on record, so no decision of its fallback could be made again. */
    @Test
    void a_fallback_without_a_primary_stops_the_start() {
        assertThatThrownBy(() -> StubbedModels.of(
                        Map.of("ffe.decision.llm.fallback.base-url", stub.url().toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ffe.decision.llm.fallback.base-url is " + stub.url()
                        + " and ffe.decision.llm.base-url is not set, expected a primary");
        StubbedModels.close(StubbedModels.of(Map.of(
                "ffe.decision.llm.fallback.base-url",
                stub.url().toString(),
                "ffe.decision.llm.fallback.enabled",
                "false")));
    }

    @Test
    void without_a_fallback_the_strategies_come_next() {
        StubbedModels.close(models);
        models = StubbedModels.of(Map.of(
                "ffe.decision.llm.base-url", stub.url().toString(), "ffe.decision.llm.fallback.enabled", "false"));
        stub.behave(OllamaStub.fails(500, "CUDA error"));

        Decision decision = decide(Held.FLAT);

        assertThat(decision.tier()).isEqualTo(Tier.TECHNICAL);
        assertThat(stub.requests()).hasSize(1);
    }

    /** As it always was: not a byte of these decisions depends on there being rungs for models. */
    @Test
    void without_a_server_nothing_is_asked_and_the_path_says_so_in_one_step() {
        StubbedModels.close(models);
        models = StubbedModels.of(Map.of());

        List<ModelCall> calls = new ModelRungs(models, LADDER).ask(SNAPSHOT, Held.FLAT, () -> true);
        Decision decision = decided(calls, Held.FLAT);

        assertThat(decision.tierPath())
                .containsExactly(
                        new TierStep(
                                Tier.LLM_PRIMARY,
                                Code.MODEL_NOT_CONFIGURED,
                                null,
                                "ffe.decision.llm.base-url is not set",
                                null),
                        TierStep.of(Tier.TECHNICAL, Code.DECIDED));
        assertThat(new ModelRungs(models, LADDER).modelledLatency(calls)).isZero();
        assertThat(stub.requests()).isEmpty();
    }

    @Test
    void whoever_no_longer_has_the_job_asks_no_second_model() {
        stub.behave(OllamaStub.fails(500, "CUDA error"));

        List<ModelCall> calls = new ModelRungs(models, LADDER).ask(SNAPSHOT, Held.FLAT, () -> false);

        assertThat(calls).hasSize(1);
        assertThat(stub.requests()).hasSize(1);
    }

    @Test
    void whether_a_breaker_happens_to_be_open_shows_in_no_core_hash() throws IOException {
        away();
        Set<String> hashes = new HashSet<>();
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Decision decision = decide(Held.FLAT);
            hashes.add(CoreHash.of(decision));
            reasons.add(decision.tierPath().getFirst().reason());
        }

        assertThat(hashes).hasSize(1);
        assertThat(reasons).contains("UNREACHABLE", "BREAKER_OPEN");
    }

    @Test
    void with_the_real_deadlines_two_models_that_never_end_cost_less_than_ten_seconds() {
        StubbedModels.close(models);
        models = StubbedModels.of(Map.of("ffe.decision.llm.base-url", stub.url().toString()));
        stub.behave(new Behaviour.Trickles(1000));

        Decision decision = decideWithin(Held.FLAT, Duration.ofSeconds(10));

        assertThat(reasons(decision)).containsExactly("UNFINISHED", "UNFINISHED", null);
        assertThat(stub.requests()).hasSize(2);
    }

    private Decision decide(Held held) {
        return decideWithin(held, taken(DEADLINE, DEADLINE));
    }

    private Decision decideWithin(Held held, Duration budget) {
        try (MachineStalls stalls = new MachineStalls()) {
            long started = System.nanoTime();
            List<ModelCall> calls = new ModelRungs(models, LADDER).ask(SNAPSHOT, held, () -> true);
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(budget.plus(MARGIN).plus(stalls.soFar()));
            return decided(calls, held);
        }
    }

    private Decision decided(List<ModelCall> calls, Held held) {
        Duration took = new ModelRungs(models, LADDER).modelledLatency(calls);
        return LADDER.decide(
                SNAPSHOT,
                SEAT,
                held,
                calls.stream().map(ModelCall::answered).toList(),
                CraftedSnapshot.AS_OF.plus(took));
    }

    private void away() throws IOException {
        StubbedModels.close(models);
        models = modelsAt("http://127.0.0.1:" + closedPort(), DEADLINE, DEADLINE);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private void restart(Duration primary, Duration fallback) {
        StubbedModels.close(models);
        models = modelsAt(stub.url().toString(), primary, fallback);
    }

    private static Duration deadlineOf(Behaviour behaviour) {
        return behaviour instanceof Behaviour.Hangs || behaviour instanceof Behaviour.Trickles
                ? SHORT_DEADLINE
                : DEADLINE;
    }

    /** What may pass: of a deadline that is for answers no more than those take. */
    private static Duration taken(Duration primary, Duration fallback) {
        return budget(primary.equals(DEADLINE) ? AT_ONCE : primary, fallback.equals(DEADLINE) ? AT_ONCE : fallback);
    }

    /** The least that is taken: both deadlines, with 0.7 s each for leaving. */
    private static Duration budget(Duration primary, Duration fallback) {
        return primary.plus(fallback).plusMillis(2 * 700);
    }

    private static OllamaModels modelsAt(String baseUrl, Duration primary, Duration fallback) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ffe.decision.llm.deadline", primary.toString(),
                "ffe.decision.llm.fallback.deadline", fallback.toString(),
                "ffe.decision.llm.budget", budget(primary, fallback).toString(),
                "ffe.decision.llm.breaker-volume", "4"));
        settings.put("ffe.decision.llm.base-url", baseUrl);
        return StubbedModels.of(settings);
    }

    private static List<String> reasons(Decision decision) {
        List<String> reasons = new ArrayList<>();
        decision.tierPath().forEach(step -> reasons.add(step.reason()));
        return reasons;
    }

    private static List<String> listOf(String... reasons) {
        List<String> list = new ArrayList<>();
        for (String reason : reasons) {
            list.add(reason);
        }
        return list;
    }
}
