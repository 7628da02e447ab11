package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void no_pause_is_longer_than_it_may_be_however_long_those_before_were() {
        Backoff backoff = new Backoff(LONG);
        backoff.lengthen(LONG);

        backoff.lengthen(Duration.ZERO);

        assertThat(backoff.isOver()).isTrue();
    }
}
