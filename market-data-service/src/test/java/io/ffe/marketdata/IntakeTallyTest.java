package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.domain.Closed;
import io.ffe.marketdata.domain.TickNote;
import io.ffe.marketdata.domain.TickOutcome;
import io.ffe.marketdata.domain.TickRefusal;
import io.ffe.marketdata.store.IntakeCounts;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Tick;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every record of the tick topic is counted once, over restarts. */
class IntakeTallyTest {

    private static final TickOutcome FOLDED =
            new TickOutcome.Folded(new Closed(List.of(), List.of()), Set.of(TickNote.CROSSED));

    private final Tick tick = (Tick) Samples.full(EventType.TICK);

    @Test
    void what_was_counted_before_a_restart_counts_on() throws Exception {
        IntakeTally before = new IntakeTally();
        before.restore(IntakeCounts.startingAt(Map.of(3, 40L)));
        before.add(tick, FOLDED);
        before.add(tick, new TickOutcome.Late(tick, Instant.EPOCH));
        before.add(tick, new TickOutcome.Refused(tick, TickRefusal.OTHER_ORIGIN, "why"));
        before.addUnreadable(DeadLetterReason.MALFORMED_JSON);
        byte[] saved = Json.mapper().writeValueAsBytes(before.counts());

        IntakeTally after = new IntakeTally();
        after.restore(Json.mapper().readValue(saved, IntakeCounts.class));
        after.add(tick, FOLDED);
        after.addUnknown(tick);
        after.addUnreadable(DeadLetterReason.MALFORMED_JSON);

        assertThat(after.counts().since()).isEqualTo(Map.of(3, 40L));
        assertThat(after.counts().unreadable()).isEqualTo(Map.of("MALFORMED_JSON", 2L));
        assertThat(after.counts().sources())
                .containsExactly(new IntakeCounts.OfSource(
                        tick.symbol(),
                        tick.source(),
                        2,
                        1,
                        0,
                        Map.of("OTHER_ORIGIN", 1L, "UNKNOWN_SYMBOL", 1L),
                        Map.of("CROSSED", 2L)));
    }
}
