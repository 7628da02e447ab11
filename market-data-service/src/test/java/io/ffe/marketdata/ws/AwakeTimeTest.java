package io.ffe.marketdata.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AwakeTimeTest {

    private long nanos = millis(1_000);
    private final AwakeTime time = new AwakeTime(() -> nanos, Duration.ofMillis(100));

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private long lookAfter(long millis) {
        nanos += millis(millis);
        return time.look();
    }

    @Test
    void it_goes_on_as_the_clock_does_while_somebody_looks_in_time() {
        assertThat(lookAfter(100)).isEqualTo(millis(1_100));
        assertThat(lookAfter(300)).isEqualTo(millis(1_400));
        nanos += millis(50);
        assertThat(time.nanos()).isEqualTo(millis(1_450));
    }

    @Test
    void what_nobody_looked_for_is_left_out() {
        assertThat(lookAfter(3_300)).isEqualTo(millis(1_300));
        assertThat(lookAfter(301)).isEqualTo(millis(1_600));
        assertThat(lookAfter(100)).isEqualTo(millis(1_700));
        assertThat(time.nanos()).isEqualTo(millis(1_700));
    }
}
