package io.ffe.decision.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.decision.domain.AgeLimits;
import io.ffe.decision.domain.CraftedSnapshot;
import io.ffe.decision.domain.Ensemble;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.Ladder.Answered;
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.ModelCall.Asked;
import io.ffe.decision.domain.ModelCall.Wire;
import io.ffe.decision.domain.ModelSeat;
import io.ffe.decision.domain.RawBytes;
import io.ffe.decision.domain.ReasonCode;
import io.ffe.decision.domain.ReasonCode.Leaning;
import io.ffe.decision.domain.Seat;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * 2,000 different answers of a committed grammar, each to a snapshot and a position, read and judged as decisions are: none makes
 * a decision for which the snapshot does not speak or which the position does not allow, and no text in a snapshot reaches a
 * model. The oracle below knows neither the reader nor the grounding.
 */
class HostileAnswersTest {

    private static final int CASES = 2_000;
    private static final long SEED = 20261128;

    private static final Grammar GRAMMAR = Grammar.load("/hostile/answers.grammar");
    private static final Ladder LADDER = new Ladder(Ensemble.standard(), new AgeLimits(null, Duration.ofSeconds(2)));
    private static final Seat SEAT = new Seat("main", "ffe");
    private static final List<Snapshot> SNAPSHOTS = List.of(
            CraftedSnapshot.trending(1).build(),
            CraftedSnapshot.trending(-1).build(),
            CraftedSnapshot.quiet().build());
    private static final Instant NOW = CraftedSnapshot.AS_OF.plusSeconds(3);

    private record Case(Snapshot snapshot, Held held, String body) {}

    @Test
    void no_answer_makes_a_decision_that_snapshot_or_position_do_not_support() throws JsonProcessingException {
        List<String> ungrounded = new ArrayList<>();
        List<String> notAllowed = new ArrayList<>();
        List<String> swayed = new ArrayList<>();
        int byModel = 0;
        for (Case each : cases()) {
            Decision decision = decide(each);
            if (decision.tier() == Tier.LLM_PRIMARY) {
                byModel++;
                if (!each.held().legal().contains(decision.action())) {
                    notAllowed.add(each.body());
                }
                if (!isGrounded(decision, each.snapshot()) || !isSaidPlainly(decision, each.body())) {
                    ungrounded.add(each.body());
                }
            } else if (decision.action() != withoutModel(each).action()) {
                swayed.add(each.body());
            }
        }

        assertThat(notAllowed).as("actions that the position does not allow").isEmpty();
        assertThat(ungrounded).as("decisions that are not grounded").isEmpty();
        assertThat(swayed).as("strategies that a refused answer has moved").isEmpty();
        // Were none usable, nothing would have been proved.
        assertThat(byModel).isBetween(CASES / 100, CASES / 10);
        System.out.printf("hostile answers: %,d cases, %,d of them fit to decide, 0 ungrounded%n", CASES, byModel);
    }

    @Test
    void no_text_in_a_snapshot_reaches_the_model_or_moves_a_decision() throws IOException {
        Random random = new Random(SEED);
        for (int at = 0; at < CASES; at++) {
            Snapshot clean = withText(SNAPSHOTS.get(at % SNAPSHOTS.size()), "calm");
            Held held = Held.values()[random.nextInt(Held.values().length)];
            Snapshot hostile = withText(clean, GRAMMAR.text("text", random));

            assertThat(SnapshotText.of(hostile, held)).isEqualTo(SnapshotText.of(clean, held));
            Decision decision = LADDER.decide(hostile, SEAT, held, List.of(Ladder.NO_MODEL), NOW);
            assertThat(decision.action())
                    .isEqualTo(LADDER.decide(clean, SEAT, held, List.of(Ladder.NO_MODEL), NOW)
                            .action());
        }
    }

    private static Set<Case> cases() throws JsonProcessingException {
        Random random = new Random(SEED);
        Set<Case> cases = new LinkedHashSet<>();
        while (cases.size() < CASES) {
            String answer = Json.mapper().writeValueAsString(GRAMMAR.text("answer", random));
            cases.add(new Case(
                    SNAPSHOTS.get(random.nextInt(SNAPSHOTS.size())),
                    Held.values()[random.nextInt(Held.values().length)],
                    GRAMMAR.text("frame", random).replace("%s", answer)));
        }
        return cases;
    }

    private static Decision decide(Case each) {
        Asked asked = new Asked("model", null, null, "entry", "1.1.0", "0".repeat(64), 7, each.held(), ModelSeat.SOLE);
        Wire wire = new Wire(null, 200, "application/json", RawBytes.of(each.body()), false);
        ModelAnswer answer = AnswerReader.read(wire, asked, 5);
        return LADDER.decide(each.snapshot(), SEAT, each.held(), List.of(new Answered(Tier.LLM_PRIMARY, answer)), NOW);
    }

    private static Decision withoutModel(Case each) {
        return LADDER.decide(each.snapshot(), SEAT, each.held(), List.of(Ladder.NO_MODEL), NOW);
    }

    private static boolean isGrounded(Decision decision, Snapshot snapshot) {
        List<ReasonCode> reasons = decision.reasonCodes().stream()
                .map(name -> ReasonCode.ofName(name).orElseThrow())
                .toList();
        boolean supported = switch (decision.action()) {
            case BUY -> reasons.stream().anyMatch(reason -> reason.leaning() == Leaning.UP);
            case SELL -> reasons.stream().anyMatch(reason -> reason.leaning() == Leaning.DOWN);
            case HOLD -> true;
        };
        return !reasons.isEmpty()
                && supported
                && reasons.stream().allMatch(reason -> reason.isTrueOf(snapshot))
                && decision.confidence() >= 1
                && decision.confidence() <= 100;
    }

    /** What was decided stands in the answer in so many characters, once, with nothing that was to be read as something else. */
    private static boolean isSaidPlainly(Decision decision, String body) {
        String plain = body.replace("\\\"", "\"");
        return occurrences(plain, "\"action\":\"" + decision.action() + "\"") == 1
                        && occurrences(plain, "\"action\":") == 1
                        && plain.contains("\"confidence\":" + decision.confidence())
                        && decision.reasonCodes().stream().allMatch(code -> plain.contains("\"" + code + "\""))
                        && decision.action() != Action.valueOf("HOLD")
                || decision.action() == Action.HOLD && occurrences(plain, "\"action\":\"HOLD\"") == 1;
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    /** Every free text that a snapshot has; a timeframe has one when it is missing, and the longest is made so. */
    private static Snapshot withText(Snapshot snapshot, String text) throws IOException {
        ObjectNode json = (ObjectNode) Json.mapper().readTree(EventCodec.payload(snapshot));
        ((ObjectNode) json.path("quality")).put("detail", text.replace("\u0000", ""));
        ((ObjectNode) json.path("quote")).put("source", "s" + text.replaceAll("\\p{Cntrl}", " "));
        int longest = json.path("timeframes").size() - 1;
        ObjectNode missing = Json.mapper().createObjectNode();
        missing.put(
                "timeframe",
                json.path("timeframes").path(longest).path("timeframe").asText());
        missing.put("status", "MISSING")
                .put("reason", text.replace("\u0000", ""))
                .put("bars", 3);
        ((ArrayNode) json.path("timeframes")).set(longest, missing);
        return Json.mapper().treeToValue(json, Snapshot.class);
    }
}
