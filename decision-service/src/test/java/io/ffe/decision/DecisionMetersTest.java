package io.ffe.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.EventType;
import io.ffe.schema.sample.AnyEvent;
import io.ffe.schema.serde.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class DecisionMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DecisionMeters meters = new DecisionMeters(registry);

    /** It would be done again and again, and never be recorded. */
    @Test
    void a_decision_on_a_snapshot_of_any_year_can_be_counted() throws Exception {
        ObjectNode decision = Json.mapper().valueToTree(AnyEvent.of(EventType.DECISION, 1));
        decision.put("decidedAt", "2024-08-05T00:00:00Z");
        decision.put("validUntil", "9999-01-01T00:00:00Z");
        for (String year : new String[] {"0001", "9998"}) {
            decision.put("asOf", year + "-01-01T00:00:00Z");
            meters.recorded(new Recorded(Json.mapper().treeToValue(decision, Decision.class)));
        }

        assertThat(registry.get("ffe.decisions").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum())
                .isEqualTo(2);
        assertThat(registry.get("ffe.decision.age").timer().count()).isZero();
    }
}
