package io.ffe.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Backoff.LONGEST);

    @Test
    void the_first_restart_is_immediate_and_each_further_soon_death_doubles_the_pause_up_to_half_a_minute() {
        for (long millis : new long[] {0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
            assertThat(backoff.afterDeath(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(millis));
        }
    }

    @Test
    void a_life_that_was_long_enough_to_work_forgives_what_was_before() {
        backoff.afterDeath(Duration.ofSeconds(1));
        backoff.afterDeath(Duration.ofSeconds(1));

        Duration pause = backoff.afterDeath(Duration.ofSeconds(15));

        assertThat(pause).isZero();
        assertThat(backoff.deaths()).isEqualTo(1);
    }
}
