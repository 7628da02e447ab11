package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final Pace pace = new Pace();
    private long second;

    @Test
    void nothing_is_promised_from_the_first_seconds() {
        assertThat(after(0.10, 0)).isEmpty();
        assertThat(after(0.11, 2)).isEmpty();
    }

    @Test
    void an_even_replay_ends_when_it_was_said_to() {
        after(0.1, 0);

        assertThat(after(0.2, 10)).contains(Duration.ofSeconds(80));
        assertThat(after(0.9, 70))
                .hasValueSatisfying(
                        left -> assertThat(left.toMillis()).isCloseTo(10_000, Percentage.withPercentage(1)));
    }

    @Test
    void a_run_that_becomes_slow_is_said_to_take_as_long_as_it_now_does() {
        after(0.0, 0);
        for (int second = 10; second <= 60; second += 10) {
            after(second / 120.0, 10);
        }
        Optional<Duration> left = Optional.empty();
        for (int minute = 1; minute <= 5; minute++) {
            left = after(0.5 + minute * 0.01, 60);
        }

        // 45 % is left at 1 % a minute; since its start it would seem to take five minutes.
        assertThat(left)
                .hasValueSatisfying(time -> assertThat(time).isBetween(Duration.ofMinutes(40), Duration.ofMinutes(46)));
    }

    @Test
    void a_replay_that_stands_still_has_no_estimate() {
        after(0.1, 0);
        after(0.2, 60);
        after(0.2, 60);
        after(0.2, 60);

        assertThat(after(0.2, 60)).isEmpty();
    }

    @Test
    void a_market_data_that_goes_back_to_its_checkpoint_starts_the_estimate_anew() {
        after(0.1, 0);
        after(0.5, 60);

        assertThat(after(0.4, 1)).isEmpty();
        assertThat(after(0.45, 10)).contains(Duration.ofSeconds(110));
    }

    private Optional<Duration> after(double progress, long seconds) {
        second += seconds;
        return pace.left(progress, Duration.ofSeconds(second).toNanos())
                .map(left -> left.plusMillis(500).truncatedTo(ChronoUnit.SECONDS));
    }
}
