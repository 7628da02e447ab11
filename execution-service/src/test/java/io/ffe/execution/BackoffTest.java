package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void a_pause_that_is_under_way_ends_early_when_there_is_something_to_be_early_for() {
        Backoff backoff = new Backoff(LONG);
        backoff.lengthen(LONG);
        assertThat(backoff.isOver()).isFalse();

        backoff.endWithin(Duration.ofHours(2));
        assertThat(backoff.isOver()).as("it is never made longer").isFalse();
        backoff.endWithin(Duration.ZERO);

        assertThat(backoff.isOver()).isTrue();
    }

    @Test
    void no_pause_is_longer_than_it_may_be_however_long_those_before_were() {
        Backoff backoff = new Backoff(LONG);
        backoff.lengthen(LONG);

        backoff.lengthen(Duration.ZERO);

        assertThat(backoff.isOver()).isTrue();
    }

    @Test
    void what_a_pause_was_cut_short_for_is_worth_short_pauses_again() throws InterruptedException {
        Backoff backoff = new Backoff(Duration.ofMillis(1));
        for (int pauses = 0; pauses < 24; pauses++) {
            backoff.lengthen(LONG);
        }
        backoff.endWithin(Duration.ZERO);

        backoff.lengthen(LONG);
        Thread.sleep(2);

        assertThat(backoff.isOver()).isTrue();
    }
}
