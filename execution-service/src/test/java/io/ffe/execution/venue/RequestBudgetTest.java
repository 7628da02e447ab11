package io.ffe.execution.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.execution.venue.RequestBudget.Use;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final RequestBudget budget = new RequestBudget(10, 2, nanos::get);

    @Test
    void questions_leave_the_last_part_to_cancels() {
        for (int each = 0; each < 8; each++) {
            assertThat(budget.take(Use.OTHER)).isZero();
        }
        assertThat(budget.take(Use.OTHER)).isPositive();
        assertThat(budget.take(Use.CANCEL)).isZero();
        assertThat(budget.take(Use.CANCEL)).isZero();
        assertThat(budget.take(Use.CANCEL)).isPositive();
    }

    @Test
    void what_was_used_comes_back_with_time_and_no_further() {
        for (int each = 0; each < 8; each++) {
            budget.take(Use.OTHER);
        }
        assertThat(budget.take(Use.OTHER)).isEqualTo(Duration.ofMillis(100));
        pass(Duration.ofMillis(100));
        assertThat(budget.take(Use.OTHER)).isZero();
        assertThat(budget.take(Use.OTHER)).isPositive();
        pass(Duration.ofHours(1));
        for (int each = 0; each < 8; each++) {
            assertThat(budget.take(Use.OTHER)).isZero();
        }
        assertThat(budget.take(Use.OTHER)).isPositive();
    }

    @Test
    void a_pause_holds_for_all_but_cancels_and_is_never_shortened() {
        budget.pause(Duration.ofSeconds(5));
        budget.pause(Duration.ofSeconds(1));

        assertThat(budget.take(Use.OTHER)).isEqualTo(Duration.ofSeconds(5));
        assertThat(budget.take(Use.CANCEL)).isZero();
        pass(Duration.ofSeconds(5));
        assertThat(budget.take(Use.OTHER)).isZero();
    }

    @Test
    void a_budget_that_is_all_for_cancels_is_refused() {
        assertThatThrownBy(() -> new RequestBudget(10, 10, nanos::get))
                .hasMessageContaining("10 requests a second of which 10 are kept");
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
