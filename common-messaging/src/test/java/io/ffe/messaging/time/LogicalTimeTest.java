package io.ffe.messaging.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.messaging.Runs;
import io.ffe.schema.event.Origin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogicalTimeTest {

    private static final Instant TODAY = Instant.parse("2026-03-04T05:06:07Z");
    private static final Instant BACK_THEN = Instant.parse("2024-08-05T01:15:00Z");

    @Test
    void a_replay_has_the_time_of_the_record_that_caused_the_work_and_none_outside_of_it() {
        LogicalTime time = time(Origin.REPLAY);
        List<Instant> seen = new ArrayList<>();

        time.runAt(BACK_THEN, () -> seen.add(time.now(Duration.ofMillis(10))));

        assertThat(seen).containsExactly(BACK_THEN.plusMillis(10));
        assertThatThrownBy(time::now).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_live_run_has_the_systems_time_whatever_a_record_claims() {
        LogicalTime time = time(Origin.LIVE);

        time.runAt(BACK_THEN, () -> {
            assertThat(time.now()).isEqualTo(TODAY);
            assertThat(time.header(Duration.ZERO)).isNull();
        });
    }

    private static LogicalTime time(Origin origin) {
        return new LogicalTime(Clock.fixed(TODAY, ZoneOffset.UTC), Runs.of(origin));
    }
}
