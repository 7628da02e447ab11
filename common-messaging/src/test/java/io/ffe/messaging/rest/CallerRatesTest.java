package io.ffe.messaging.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallerRatesTest {

    private long now = 1;
    private final CallerRates rates = new CallerRates(10, 5, () -> now);

    @Test
    void a_burst_is_granted_and_then_the_rate_and_no_more() {
        assertThat(granted("a", 5)).isEqualTo(5);
        assertThat(rates.take("a")).isEqualTo(Duration.ofMillis(100));

        now += Duration.ofMillis(350).toNanos();
        assertThat(granted("a", 10)).isEqualTo(3);
        assertThat(rates.take("a")).isEqualTo(Duration.ofMillis(50));

        now += Duration.ofHours(1).toNanos();
        assertThat(granted("a", 100)).isEqualTo(5);
    }

    @Test
    void whoever_asks_in_vain_waits_no_longer_for_it() {
        granted("a", 5);
        IntStream.range(0, 1_000).forEach(ignored -> rates.take("a"));

        now += Duration.ofMillis(100).toNanos();
        assertThat(rates.take("a")).isZero();
    }

    @Test
    void callers_do_not_pay_for_one_another() {
        granted("a", 100);
        assertThat(granted("b", 100)).isEqualTo(5);
    }

    @Test
    void callers_without_number_do_not_fill_the_memory_and_the_latest_stay_known() {
        granted("eager", 5);
        for (int caller = 0; caller < 30_000; caller++) {
            rates.take("caller " + caller);
            if (caller % 1_000 == 0) {
                assertThat(rates.take("eager")).isPositive();
            }
        }
        assertThat(rates.remembered()).isEqualTo(10_000);
    }

    @Test
    void a_rate_of_zero_is_no_limit() {
        CallerRates open = new CallerRates(0, 1, () -> now);
        assertThat(IntStream.range(0, 1_000).filter(ignored -> !open.take("a").isZero()))
                .isEmpty();
    }

    private long granted(String caller, int requests) {
        return IntStream.range(0, requests)
                .filter(ignored -> rates.take(caller).isZero())
                .count();
    }
}
