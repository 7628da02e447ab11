package io.ffe.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Backoff.LONGEST);

    @Test
    void each_quick_death_doubles_the_pause_up_to_half_a_minute() {
        for (long millis : new long[] {500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
            assertThat(backoff.afterDeath(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(millis));
        }
    }

    @Test
    void a_calm_minute_forgives_what_was_before() {
        backoff.afterDeath(Duration.ofSeconds(1));
        backoff.afterDeath(Duration.ofSeconds(1));

        Duration pause = backoff.afterDeath(Duration.ofSeconds(61));

        assertThat(pause).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff.deaths()).isEqualTo(1);
    }
}
