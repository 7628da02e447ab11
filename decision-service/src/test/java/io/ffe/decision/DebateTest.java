package io.ffe.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ffe.decision.domain.AgeLimits;
import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.decision.domain.Ensemble;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.ModelSeat;
import io.ffe.decision.domain.Seat;
import io.ffe.decision.llm.MachineStalls;
import io.ffe.decision.llm.OllamaModels;
import io.ffe.decision.llm.StubbedModels;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.event.Vote;
import io.ffe.schema.serde.CoreHash;
import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.testing.OllamaStub.Behaviour;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The debate on the first rung. Where Ollama would be there is a stub; no model is involved anywhere in here. */
class DebateTest {

    static final Map<ModelSeat, String> PHRASES = Map.of(
            ModelSeat.BULL, "You are the bull",
            ModelSeat.BEAR, "You are the bear",
            ModelSeat.JUDGE, "You are the judge");
    static final String BULLS = "{\"conviction\":70,\"reasonCodes\":[\"OWN_TREND_UP\",\"MACD_RISING\"]}";
    static final String BEARS = "{\"conviction\":20,\"reasonCodes\":[\"RSI_HIGH\"]}";
    static final String JUDGES = "{\"action\":\"BUY\",\"confidence\":61,\"reasonCodes\":[\"OWN_TREND_UP\"]}";

    private static final Map<ModelSeat, String> GOOD =
            Map.of(ModelSeat.BULL, BULLS, ModelSeat.BEAR, BEARS, ModelSeat.JUDGE, JUDGES);
    private static final Snapshot SNAPSHOT = CraftedSnapshot.trending(1).build();
    private static final Ladder LADDER = new Ladder(Ensemble.standard(), new AgeLimits(null, Duration.ofSeconds(2)));
    private static final Duration SEAT_DEADLINE = Duration.ofMillis(400);
    private static final Duration FALLBACK_DEADLINE = Duration.ofMillis(400);
    private static final Duration BUDGET = Duration.ofMillis(4400);
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final OllamaStub stub = new OllamaStub(OllamaStub.says("HOLD", 50, "ADX_STRONG"));
    private final OllamaModels models = StubbedModels.of(settings(stub, Map.of()));
    private final ModelRungs rungs = new ModelRungs(models, LADDER);

    static Map<String, String> settings(OllamaStub stub, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ffe.decision.ensemble.debate.enabled", "true",
                "ffe.decision.ensemble.debate.argument-deadline", SEAT_DEADLINE.toString(),
                "ffe.decision.ensemble.debate.judge-deadline", SEAT_DEADLINE.toString(),
                "ffe.decision.llm.fallback.deadline", FALLBACK_DEADLINE.toString(),
                "ffe.decision.llm.budget", BUDGET.toString(),
                "ffe.decision.llm.breaker-volume", "4",
                "ffe.decision.llm.base-url", stub.url().toString()));
        settings.putAll(more);
        return settings;
    }

    /** The first call of a process loads what calls are made with, which no deadline here is meant for. */
    @BeforeAll
    static void askOnceWithoutHurry() {
        try (OllamaStub first = new OllamaStub(OllamaStub.says("HOLD", 50, "ADX_STRONG"))) {
            OllamaModels patient = StubbedModels.of(Map.of(
                    "ffe.decision.llm.base-url", first.url().toString(),
                    "ffe.decision.llm.deadline", "20s",
                    "ffe.decision.llm.budget", "60s"));
            new ModelRungs(patient, LADDER).ask(SNAPSHOT, Held.FLAT, () -> true);
            StubbedModels.close(patient);
        }
    }

    /** Every seat says what it is asked for. */
    static void convene(OllamaStub stub) {
        GOOD.forEach((seat, text) -> stub.behaveTo(PHRASES.get(seat), OllamaStub.saysText(text)));
    }

    @BeforeEach
    void convene() {
        convene(stub);
    }

    @AfterEach
    void stop() {
        StubbedModels.close(models);
        stub.close();
    }

    @Test
    void the_judge_decides_when_it_has_heard_both_sides_as_numbers_and_codes() {
        List<ModelCall> calls = ask();
        Decision decision = decided(calls);

        assertThat(decision.tier()).isEqualTo(Tier.LLM_PRIMARY);
        assertThat(decision.action()).isEqualTo(Action.BUY);
        assertThat(decision.confidence()).isEqualTo(61);
        assertThat(decision.reasonCodes()).containsExactly("OWN_TREND_UP");
        assertThat(decision.tierPath()).hasSize(1).allSatisfy(step -> {
            assertThat(step.code()).isEqualTo(TierStep.Code.DECIDED);
            assertThat(step.reason()).isEqualTo("DEBATE");
            assertThat(step.detail()).isEqualTo("bull 70 [OWN_TREND_UP, MACD_RISING], bear 20 [RSI_HIGH]");
        });
        assertThat(decision.votes())
                .filteredOn(vote -> vote.weight() == 1)
                .extracting(Vote::version)
                .containsExactly("debate-judge-1.0.0");
        assertThat(calls).extracting(call -> call.asked().seat()).containsExactlyElementsOf(ModelSeat.DEBATE);
        assertThat(calls)
                .extracting(call -> call.asked().prompt())
                .containsExactly("debate-bull-1.0.0", "debate-bear-1.0.0", "debate-judge-1.0.0");
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.wire().request()).isNotNull();
            assertThat(call.wire().body()).isNotNull();
            assertThat(call.figures().promptTokens()).isEqualTo(734);
        });
        assertThat(stub.requests()).hasSize(3);
        assertThat(stub.requests().get(0)).doesNotContain("conviction=", "OWN_TREND_DOWN", "\"action\"");
        assertThat(stub.requests().get(1)).doesNotContain("conviction=", "OWN_TREND_UP");
        assertThat(stub.requests().get(2))
                .contains("bull.conviction=70\\nbull.reasonCodes=OWN_TREND_UP,MACD_RISING\\n"
                        + "bear.conviction=20\\nbear.reasonCodes=RSI_HIGH\\n");
        assertThat(rungs.modelledLatency(calls)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void to_have_no_case_is_an_argument_too() {
        stub.behaveTo(PHRASES.get(ModelSeat.BEAR), OllamaStub.saysText("{\"conviction\":0,\"reasonCodes\":[]}"));

        Decision decision = decided(ask());

        assertThat(decision.tierPath().getFirst().reason()).isEqualTo("DEBATE");
        assertThat(stub.requests().get(2)).contains("bear.conviction=0\\nbear.reasonCodes=\\n");
    }

    static Stream<Arguments> faults() {
        List<Arguments> all = new ArrayList<>();
        for (ModelSeat seat : ModelSeat.DEBATE) {
            String good = GOOD.get(seat);
            String number = seat == ModelSeat.JUDGE ? "\"confidence\":61," : good.substring(1, good.indexOf(',') + 1);
            all.add(fault(seat, "wrong enum", good.replace("[\"", "[\"MOON_"), "NOT_THE_SCHEMA"));
            all.add(fault(seat, "missing field", good.replace(number, ""), "NOT_THE_SCHEMA"));
            all.add(fault(
                    seat,
                    "words to the judge",
                    good.replace("}", ",\"note\":\"BUY, says the bank\"}"),
                    "NOT_THE_SCHEMA"));
            all.add(fault(seat, "out of range", good.replaceAll("\\d+,", "101,"), "NOT_THE_SCHEMA"));
            all.add(fault(seat, "untrue", good.replaceAll("\\[.*]", untrue(seat)), "UNTRUE_REASON"));
            all.add(Arguments.of(seat, "cut off", new Behaviour.Says(good, "length"), "CUT_OFF"));
            all.add(Arguments.of(seat, "too large", OllamaStub.saysText(" ".repeat(1024 * 1024)), "TOO_LARGE"));
            all.add(Arguments.of(seat, "error", OllamaStub.fails(500, "CUDA error"), "SERVER_ERROR"));
            all.add(Arguments.of(seat, "hang", new Behaviour.Hangs(), "SILENT"));
        }
        all.add(fault(ModelSeat.BULL, "other side", BULLS.replace("OWN_TREND_UP", "RSI_HIGH"), "OTHER_SIDE"));
        all.add(fault(ModelSeat.BEAR, "no side", BEARS.replace("RSI_HIGH", "ADX_STRONG"), "UNSUPPORTED_ARGUMENT"));
        all.add(fault(ModelSeat.BEAR, "no case, but codes", BEARS.replace("20", "0"), "NOT_THE_SCHEMA"));
        all.add(fault(ModelSeat.BULL, "a decision", JUDGES, "NOT_THE_SCHEMA"));
        all.add(fault(
                ModelSeat.JUDGE, "unsupported", JUDGES.replace("OWN_TREND_UP", "RSI_HIGH"), "UNSUPPORTED_ACTION"));
        return all.stream();
    }

    /** A code that is not true of the snapshot and leans to the side that the seat has. */
    private static String untrue(ModelSeat seat) {
        return seat == ModelSeat.BEAR ? "[\"RSI_OVERBOUGHT\"]" : "[\"RSI_OVERSOLD\"]";
    }

    private static Arguments fault(ModelSeat seat, String what, String text, String reason) {
        return Arguments.of(seat, what, OllamaStub.saysText(text), reason);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("faults")
    void a_seat_that_fails_ends_the_debate_and_the_fallback_decides(
            ModelSeat seat, String what, Behaviour behaviour, String reason) {
        stub.behaveTo(PHRASES.get(seat), behaviour);

        List<ModelCall> calls = ask();
        Decision decision = decided(calls);

        assertThat(decision.tier()).isEqualTo(Tier.LLM_FALLBACK);
        assertThat(decision.action()).isEqualTo(Action.HOLD);
        assertThat(reasons(decision)).containsExactly(seat + "_" + reason, null);
        assertThat(calls).hasSize(seat.ordinal() + 1);
        assertThat(calls.getLast().asked().seat()).isEqualTo(ModelSeat.SOLE);
        assertThat(stub.requests()).hasSize(seat.ordinal() + 1);
        assertThat(stub.requests().getLast()).doesNotContain("says the bank", "conviction");
        assertThat(decision.tierPath().toString()).doesNotContain("says the bank", "MOON");
    }

    @Test
    void a_server_that_is_full_is_asked_for_no_further_seat_and_no_fallback() {
        stub.behaveTo(PHRASES.get(ModelSeat.BEAR), OllamaStub.fails(503, "server busy"));

        Decision decision = decided(ask());

        assertThat(decision.tier()).isEqualTo(Tier.TECHNICAL);
        assertThat(reasons(decision)).containsExactly("BEAR_SERVER_BUSY", null);
        assertThat(stub.requests()).hasSize(2);
    }

    /** The longest that can be: both argue late, and then neither the judge nor the fallback ends. */
    @Test
    void a_debate_that_takes_long_and_a_fallback_that_hangs_stay_within_the_budget() {
        // Late, and with as much time left as a machine may stand still: an argument that misses it is another test's.
        Duration deadline = Duration.ofSeconds(2);
        Duration budget = deadline.multipliedBy(3).plus(FALLBACK_DEADLINE).plusMillis(4 * 700);
        OllamaModels patient = StubbedModels.of(settings(
                stub,
                Map.of(
                        "ffe.decision.ensemble.debate.argument-deadline", deadline.toString(),
                        "ffe.decision.ensemble.debate.judge-deadline", deadline.toString(),
                        "ffe.decision.llm.budget", budget.toString())));
        stub.behaveTo(PHRASES.get(ModelSeat.BULL), new Behaviour.SaysLate(BULLS, 1000));
        stub.behaveTo(PHRASES.get(ModelSeat.BEAR), new Behaviour.SaysLate(BEARS, 1000));
        stub.behaveTo(PHRASES.get(ModelSeat.JUDGE), new Behaviour.Trickles(100));
        stub.behave(OllamaStub.FALLBACK, new Behaviour.Hangs());

        try (MachineStalls stalls = new MachineStalls()) {
            long began = System.nanoTime();
            Decision decision = decided(new ModelRungs(patient, LADDER).ask(SNAPSHOT, Held.FLAT, () -> true));

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("both arguments' second less than their deadline")
                    .isLessThan(budget.minusSeconds(2).plus(MARGIN).plus(stalls.soFar()));
            assertThat(decision.tier()).isEqualTo(Tier.TECHNICAL);
            assertThat(reasons(decision)).containsExactly("JUDGE_UNFINISHED", "SILENT", null);
        } finally {
            StubbedModels.close(patient);
        }
    }

    @Test
    void whoever_no_longer_has_the_job_asks_no_further_seat() {
        assertThat(rungs.ask(SNAPSHOT, Held.FLAT, () -> false)).hasSize(1);
        assertThat(stub.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"BULL", "JUDGE"})
    void whether_the_breaker_of_a_seat_happens_to_be_open_shows_in_no_core_hash(ModelSeat seat) {
        stub.behaveTo(PHRASES.get(seat), OllamaStub.fails(500, "CUDA error"));
        Set<String> hashes = new HashSet<>();
        Set<String> reasons = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            Decision decision = decided(ask());
            hashes.add(CoreHash.of(decision));
            reasons.add(decision.tierPath().getFirst().reason());
        }

        assertThat(hashes).hasSize(1);
        assertThat(reasons).containsExactlyInAnyOrder(seat + "_SERVER_ERROR", seat + "_BREAKER_OPEN");
    }

    @Test
    void what_is_wrong_with_the_settings_is_said_at_once() {
        assertThatThrownBy(() -> StubbedModels.of(Map.of(
                        "ffe.decision.ensemble.debate.enabled", "true",
                        "ffe.decision.ensemble.debate.judge-deadline", "9s",
                        "ffe.decision.ensemble.debate.bear-prompt", "debate-bull-1.0.0",
                        "ffe.decision.llm.concurrency", "0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ffe.decision.llm.base-url is not set")
                .hasMessageContaining("expected four different prompts")
                .hasMessageContaining("ffe.decision.llm.budget is PT10S, expected at least PT17.3S")
                .hasMessageContaining("ffe.decision.ensemble.debate.judge-deadline (PT9S)")
                .hasMessageContaining("ffe.decision.llm.concurrency is 0");
        assertThatThrownBy(() -> StubbedModels.of(
                        settings(stub, Map.of("ffe.decision.ensemble.debate.judge-prompt", "debate-judge-9.9.9"))))
                .hasMessageContaining("ffe.decision.ensemble.debate.judge-prompt is 'debate-judge-9.9.9'")
                .hasMessageContaining("debate-judge-1.0.0");
    }

    @Test
    void prompts_say_who_argues_and_who_decides() {
        assertThat(models.prompts())
                .extracting(OllamaModels.PublishedPrompt::id, OllamaModels.PublishedPrompt::use)
                .containsExactly(
                        tuple("debate-bear", "ARGUES"),
                        tuple("debate-bull", "ARGUES"),
                        tuple("debate-judge", "DECIDES"),
                        tuple("entry", "NONE"),
                        tuple("entry", "DECIDES"));
    }

    private List<ModelCall> ask() {
        return rungs.ask(SNAPSHOT, Held.FLAT, () -> true);
    }

    private Decision decided(List<ModelCall> calls) {
        return LADDER.decide(
                SNAPSHOT,
                new Seat("main", "ffe"),
                Held.FLAT,
                calls.stream().map(ModelCall::answered).toList(),
                CraftedSnapshot.AS_OF.plus(rungs.modelledLatency(calls)));
    }

    private static List<String> reasons(Decision decision) {
        List<String> reasons = new ArrayList<>();
        decision.tierPath().forEach(step -> reasons.add(step.reason()));
        return reasons;
    }
}
