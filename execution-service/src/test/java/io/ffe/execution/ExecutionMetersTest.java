package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ExecutionMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ExecutionMeters meters = new ExecutionMeters(registry);

    @Test
    void entries_are_closed_until_the_books_agree_again_each_portfolio_for_itself() {
        meters.entriesClosed("main", false);
        meters.entriesClosed("other", false);
        meters.entriesClosed("main", true);
        assertThat(closed("main")).isEqualTo(1);
        assertThat(closed("other")).isZero();

        meters.entriesClosed("main", false);
        assertThat(closed("main")).isZero();
    }

    @Test
    void portfolios_that_anybody_may_name_do_not_make_gauges_without_end() {
        for (int number = 0; number < 10_000; number++) {
            meters.entriesClosed("P" + number, true);
        }
        meters.entriesClosed("P0", false);

        assertThat(registry.get("ffe.entries.closed").gauges()).hasSize(ExecutionMeters.MOST_PORTFOLIOS);
        assertThat(closed("P0")).isZero();
    }

    private double closed(String portfolioId) {
        return registry.get("ffe.entries.closed")
                .tag("portfolio", portfolioId)
                .gauge()
                .value();
    }
}
