package io.ffe.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.decision.domain.AgeLimits;
import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.decision.domain.Ensemble;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.Seat;
import io.ffe.decision.llm.OllamaModels;
import io.ffe.decision.llm.StubbedModels;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.serde.CoreHash;
import io.ffe.stack.testing.OllamaStub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A day of snapshots decided with models, twice, by everything that a decision is made with but broker and database. Where Ollama
 * would be there is a stub whose answers depend on what it is asked and on nothing else; no model is involved.
 */
class SameTwiceTest {

    private static final Ladder LADDER = new Ladder(Ensemble.standard(), new AgeLimits(null, Duration.ofSeconds(2)));
    private static final int BARS = 96;

    /** What a run leaves: all that counts of its decisions, and the questions in their order. */
    private record Run(List<String> coreHashes, List<Decision> decisions, List<String> requests) {}

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void with_models_that_answer_alike_two_replays_are_the_same_decision_by_decision(boolean debate) {
        Run first = run(debate);
        Run again = run(debate);

        assertThat(again.coreHashes()).isEqualTo(first.coreHashes());
        assertThat(again.requests()).isEqualTo(first.requests());
        assertThat(first.decisions()).hasSize(BARS);
        assertThat(first.decisions())
                .extracting(Decision::tier)
                .contains(Tier.LLM_PRIMARY, Tier.LLM_FALLBACK, Tier.TECHNICAL);
    }

    private static Run run(boolean debate) {
        List<String> hashes = new ArrayList<>();
        List<Decision> decisions = new ArrayList<>();
        try (OllamaStub stub = new OllamaStub(OllamaStub.says("HOLD", 50, "RSI_LOW"))) {
            if (debate) {
                DebateTest.convene(stub);
            } else {
                stub.behaveTo("15m.trend=UP", OllamaStub.says("BUY", 64, "OWN_TREND_UP"));
            }
            // True of a quiet market alone, on which the primary is not grounded.
            stub.behave(OllamaStub.FALLBACK, OllamaStub.says("HOLD", 40, "ADX_WEAK"));
            OllamaModels models = StubbedModels.of(Map.of(
                    "ffe.decision.llm.base-url", stub.url().toString(),
                    "ffe.decision.llm.budget", "60s",
                    "ffe.decision.llm.deadline", "15s",
                    "ffe.decision.llm.fallback.deadline", "15s",
                    "ffe.decision.llm.breaker-volume", "1000",
                    "ffe.decision.ensemble.debate.enabled", String.valueOf(debate),
                    "ffe.decision.ensemble.debate.argument-deadline", "12s",
                    "ffe.decision.ensemble.debate.judge-deadline", "12s"));
            ModelRungs rungs = new ModelRungs(models, LADDER);
            for (int bar = 0; bar < BARS; bar++) {
                Snapshot snapshot = snapshot(bar);
                Held held = Held.values()[bar / 7 % 3];
                List<ModelCall> calls = rungs.ask(snapshot, held, () -> true);
                Decision decision = LADDER.decide(
                        snapshot,
                        new Seat("main", "ffe"),
                        held,
                        calls.stream().map(ModelCall::answered).toList(),
                        snapshot.asOf().plusMillis(20).plus(rungs.modelledLatency(calls)));
                hashes.add(CoreHash.of(decision));
                decisions.add(decision);
            }
            StubbedModels.close(models);
            return new Run(hashes, decisions, List.copyOf(stub.requests()));
        }
    }

    private static Snapshot snapshot(int bar) {
        Instant asOf = CraftedSnapshot.AS_OF.plus(Duration.ofMinutes(15L * bar));
        CraftedSnapshot market = switch (bar % 4) {
            case 0, 1 -> CraftedSnapshot.trending(1);
            case 2 -> CraftedSnapshot.trending(-1);
            default -> CraftedSnapshot.quiet();
        };
        return market.of("run", "BTCUSDT", asOf).build();
    }
}
