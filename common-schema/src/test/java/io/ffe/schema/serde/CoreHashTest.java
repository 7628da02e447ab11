package io.ffe.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.schema.sample.Samples;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** "The same" between two runs means equal coreHash, so it must see every difference but the run itself. */
class CoreHashTest {

    private static final ObjectMapper PLAIN = new ObjectMapper();

    /** The chain of ids of a rerun differs throughout, and the hashes that link it do not. */
    @Test
    void a_rerun_under_another_run_id_has_the_same_hashes() throws IOException {
        Snapshot snapshot = (Snapshot) Samples.full(EventType.SNAPSHOT);
        Snapshot rerun = withFields(snapshot, Map.of("runId", "rerun"));
        Decision decision = (Decision) Samples.full(EventType.DECISION);
        Decision redecided = withFields(
                decision,
                Map.of("runId", "rerun", "snapshotId", rerun.snapshotId(), "snapshotHash", CoreHash.of(rerun)));
        Verdict verdict = (Verdict) Samples.full(EventType.VERDICT);
        ObjectNode rejudgedJson = json(verdict);
        rejudgedJson.put("runId", "rerun").put("decisionId", redecided.decisionId());
        rejudgedJson.put("snapshotId", rerun.snapshotId()).put("decisionHash", CoreHash.of(redecided));
        ((ObjectNode) rejudgedJson.get("intent")).put("intentId", Verdict.idOf(redecided.decisionId()));
        Verdict rejudged = event(Verdict.class, rejudgedJson);

        assertThat(rerun.snapshotId()).isNotEqualTo(snapshot.snapshotId());
        assertThat(redecided.decisionId()).isNotEqualTo(decision.decisionId());
        assertThat(rejudged.verdictId()).isNotEqualTo(verdict.verdictId());
        assertThat(CoreHash.of(rerun)).isEqualTo(CoreHash.of(snapshot));
        assertThat(CoreHash.of(redecided)).isEqualTo(CoreHash.of(decision));
        assertThat(CoreHash.of(rejudged)).isEqualTo(CoreHash.of(verdict));
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void the_run_id_is_core_of_no_event(EventType type) throws IOException {
        ObjectNode payload = json(Samples.full(type));
        if (!payload.has("runId")) {
            return;
        }
        payload.put("runId", "rerun");

        assertThat(CoreHash.of(event(type.payload(), payload))).isEqualTo(CoreHash.of(Samples.full(type)));
    }

    @Test
    void order_ids_and_the_venues_own_are_not_core_but_quantities_and_prices_are() throws IOException {
        Execution fill = (Execution) Samples.full(EventType.EXECUTION);
        for (String id :
                List.of("clientOrderId", "intentId", "verdictId", "decisionId", "snapshotId", "venueOrderId")) {
            ObjectNode payload = json(fill);
            ((ObjectNode) payload.get("order")).put(id, "another");
            assertThat(CoreHash.of(event(Execution.class, payload))).as(id).isEqualTo(CoreHash.of(fill));
        }
        ObjectNode otherTrade = json(fill);
        ((ObjectNode) otherTrade.get("fill")).put("venueTradeId", "another");
        assertThat(CoreHash.of(event(Execution.class, otherTrade))).isEqualTo(CoreHash.of(fill));
        for (String core : List.of("price", "quantity", "fee")) {
            ObjectNode payload = json(fill);
            ((ObjectNode) payload.get("fill")).put(core, "0.1");
            assertThat(CoreHash.of(event(Execution.class, payload))).as(core).isNotEqualTo(CoreHash.of(fill));
        }
    }

    @Test
    void how_long_a_tier_took_and_what_it_said_is_not_core_but_how_it_ended_is() {
        TierStep slow = new TierStep(TierStep.Tier.LLM_PRIMARY, TierStep.Code.MODEL_TIMEOUT, "SILENT", "slow", 9000L);
        TierStep other = new TierStep(TierStep.Tier.LLM_PRIMARY, TierStep.Code.MODEL_TIMEOUT, null, null, 12L);
        TierStep busy = new TierStep(TierStep.Tier.LLM_PRIMARY, TierStep.Code.MODEL_BUSY, "SILENT", "slow", 9000L);

        assertThat(CoreHash.of(decidedBy(other))).isEqualTo(CoreHash.of(decidedBy(slow)));
        assertThat(CoreHash.of(decidedBy(busy))).isNotEqualTo(CoreHash.of(decidedBy(slow)));
    }

    @Test
    void trailing_zeros_are_no_difference() throws IOException {
        Event bar = Samples.full(EventType.BAR);

        assertThat(CoreHash.of(withFields(bar, Map.of("volume", "1893.204170000"))))
                .isEqualTo(CoreHash.of(bar));
        assertThat(CoreHash.of(withFields(bar, Map.of("volume", "1893.20418")))).isNotEqualTo(CoreHash.of(bar));
    }

    @Test
    void the_order_in_which_a_map_was_filled_is_no_difference() {
        Map<String, Long> forth = new LinkedHashMap<>();
        Map<String, Long> back = new LinkedHashMap<>();
        for (long i = 0; i < 40; i++) {
            forth.put("topic-" + i, i);
            back.put("topic-" + (39 - i), 39 - i);
        }

        assertThat(EventCodec.payload(ack(back))).isEqualTo(EventCodec.payload(ack(forth)));
        assertThat(CoreHash.of(ack(back))).isEqualTo(CoreHash.of(ack(forth)));
        assertThat(new String(EventCodec.payload(ack(back)), StandardCharsets.UTF_8))
                .contains("{\"topic-0\":0,\"topic-1\":1,\"topic-10\":10,\"topic-11\":11");
    }

    /** Pins the canonical form: whoever changes it breaks the comparison with every run that was ever recorded. */
    @Test
    void the_hashes_of_the_samples_stay_what_they_are() {
        assertThat(CoreHash.of(Samples.full(EventType.SNAPSHOT)))
                .isEqualTo("315c2da980a191a5493e39c80a73cd990bf96dc727e049406b629df76c340709");
        assertThat(CoreHash.of(Samples.full(EventType.DECISION)))
                .isEqualTo("0996270b9e4e416df689076272e8ef4da157aff5c2bce5533179a0fffe03ca12");
        assertThat(new String(CoreHash.canonicalBytes(Samples.full(EventType.TICK)), StandardCharsets.UTF_8))
                .isEqualTo("{\"symbol\":\"BTCUSDT\",\"source\":\"coinbase\",\"sequence\":90211,\"kind\":\"TRADE\","
                        + "\"occurredAt\":\"2024-08-05T06:14:59.481207Z\",\"bid\":\"49873.1\",\"ask\":\"49873.6\","
                        + "\"bidSize\":\"0.314\",\"askSize\":\"1.2\",\"price\":\"49873.6\",\"size\":\"0.0025\","
                        + "\"origin\":\"live\",\"derived\":false}");
        assertThat(CoreHash.of(Samples.full(EventType.TICK)))
                .isEqualTo(Ids.sha256Hex(CoreHash.canonicalBytes(Samples.full(EventType.TICK))));
    }

    @Test
    void the_full_samples_are_one_trade_linked_by_ids_and_hashes() {
        Snapshot snapshot = (Snapshot) Samples.full(EventType.SNAPSHOT);
        Decision decision = (Decision) Samples.full(EventType.DECISION);
        Verdict verdict = (Verdict) Samples.full(EventType.VERDICT);
        Execution fill = (Execution) Samples.full(EventType.EXECUTION);

        assertThat(decision.snapshotId()).isEqualTo(snapshot.snapshotId());
        assertThat(decision.snapshotHash()).isEqualTo(CoreHash.of(snapshot));
        assertThat(verdict.decisionId()).isEqualTo(decision.decisionId());
        assertThat(verdict.decisionHash()).isEqualTo(CoreHash.of(decision));
        assertThat(verdict.intent().intentId()).isEqualTo(Ids.intentOfVerdict(verdict.verdictId()));
        assertThat(fill.order().clientOrderId())
                .isEqualTo(Ids.clientOrderId(verdict.intent().intentId(), "entry", 0));
    }

    static Stream<EventType> types() {
        return Stream.of(EventType.values());
    }

    /** A mark on a component that the wire does not have, or that Jackson cannot see, would be a silent hole. */
    @ParameterizedTest
    @MethodSource("types")
    void every_mark_takes_effect(EventType type) {
        Set<String> marked = new TreeSet<>();
        for (RecordComponent component : type.payload().getRecordComponents()) {
            if (component.isAnnotationPresent(NotCore.class)) {
                marked.add(component.getName());
            }
        }
        String canonical = new String(CoreHash.canonicalBytes(Samples.full(type)), StandardCharsets.UTF_8);

        assertThat(marked).allSatisfy(name -> {
            assertThat(json(Samples.full(type)).has(name)).as(name).isTrue();
            assertThat(PLAIN.readTree(canonical).has(name)).as(name).isFalse();
        });
    }

    private static Decision decidedBy(TierStep step) {
        Decision sample = (Decision) Samples.full(EventType.DECISION);
        return new Decision(
                sample.runId(),
                sample.portfolioId(),
                sample.snapshotId(),
                sample.snapshotHash(),
                sample.producer(),
                sample.symbol(),
                sample.timeframe(),
                sample.asOf(),
                sample.origin(),
                sample.outcome(),
                sample.action(),
                sample.confidence(),
                sample.calibratedConfidence(),
                sample.tier(),
                List.of(step),
                sample.votes(),
                sample.reasonCodes(),
                sample.decidedAt(),
                sample.validUntil(),
                null);
    }

    private static Ack ack(Map<String, Long> offsets) {
        return new Ack("r", "risk", "risk-1", 1, 1, 1, offsets, Map.of(), 0, 0, Instant.EPOCH);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Event> E withFields(E event, Map<String, String> changes) throws IOException {
        ObjectNode payload = json(event);
        changes.forEach(payload::put);
        return (E) event(event.getClass(), payload);
    }

    private static ObjectNode json(Event event) {
        try {
            return (ObjectNode) PLAIN.readTree(EventCodec.payload(event));
        } catch (IOException broken) {
            throw new AssertionError("own payload", broken);
        }
    }

    private static <E extends Event> E event(Class<E> type, JsonNode payload) throws IOException {
        return Json.mapper().readValue(PLAIN.writeValueAsBytes(payload), type);
    }
}
