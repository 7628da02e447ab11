package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Instant START = Instant.parse("2024-08-05T00:00:00Z");

    @Test
    void logical_time_is_never_ahead_of_the_pace() {
        long began = System.nanoTime();
        Pace pace = new Pace(60, START);

        pace.await(START.plusSeconds(30), () -> true);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void without_a_limit_nothing_waits() {
        Pace pace = new Pace(0, START);

        pace.await(START.plus(Duration.ofDays(10_000)), () -> true);

        assertThat(pace.isPaced()).isFalse();
    }

    @Test
    void a_stop_ends_the_wait() {
        new Pace(1, START).await(START.plus(Duration.ofDays(1)), () -> false);
    }
}
