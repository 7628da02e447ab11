package io.ffe.execution.domain;

import static io.ffe.execution.domain.TestOrders.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Quote;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendCheckTest {

    private static final Duration MAX_AGE = Duration.ofSeconds(90);
    private static final Duration MAX_SKEW = Duration.ofSeconds(5);
    private final SendCheck paper = new SendCheck(false, MAX_AGE, MAX_SKEW);

    @Test
    void an_entry_leaves_up_to_the_end_of_its_validity_and_not_after() {
        Instant end = NOW.plusSeconds(60);

        assertThat(paper.denial(TestOrders.entry("v"), quoteAt(end), end)).isEmpty();
        assertThat(paper.denial(TestOrders.entry("v"), quoteAt(end), end.plusMillis(1)))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("VALIDITY_OVER: "));
    }

    @Test
    void an_entry_leaves_on_a_quote_of_the_oldest_age_and_not_on_an_older_one() {
        assertThat(paper.denial(TestOrders.entry("v"), quoteAt(NOW.minus(MAX_AGE)), NOW))
                .isEmpty();
        assertThat(paper.denial(
                        TestOrders.entry("v"), quoteAt(NOW.minus(MAX_AGE).minusMillis(1)), NOW))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("QUOTE_AGE: "));
    }

    @Test
    void a_quote_from_the_future_is_as_bad_as_a_stale_one() {
        assertThat(paper.denial(TestOrders.entry("v"), quoteAt(NOW.plus(MAX_SKEW)), NOW))
                .isEmpty();
        assertThat(paper.denial(
                        TestOrders.entry("v"), quoteAt(NOW.plus(MAX_SKEW).plusMillis(1)), NOW))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("QUOTE_AGE: "));
    }

    @Test
    void an_entry_without_any_quote_stays_here() {
        assertThat(paper.denial(TestOrders.entry("v"), null, NOW))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("NO_QUOTE: "));
    }

    @Test
    void an_exit_leaves_whatever_the_data_is_like() {
        assertThat(paper.denial(TestOrders.exit("v"), null, NOW.plus(Duration.ofDays(1))))
                .isEmpty();
    }

    @Test
    void replayed_prices_never_reach_a_real_venue_not_even_for_an_exit() {
        SendCheck real = new SendCheck(true, MAX_AGE, MAX_SKEW);

        for (Order order : List.of(TestOrders.entry("v"), TestOrders.exit("v"))) {
            assertThat(real.denial(order, quoteAt(NOW), NOW))
                    .hasValueSatisfying(reason -> assertThat(reason).startsWith("ORIGIN: "));
        }
    }

    private static Quote quoteAt(Instant at) {
        return new Quote(new BigDecimal("59999"), new BigDecimal("60001"), null, null, at, "test");
    }
}
