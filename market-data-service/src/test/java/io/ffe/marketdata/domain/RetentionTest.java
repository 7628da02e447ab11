package io.ffe.marketdata.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final Retention WEEK = new Retention(Duration.ofDays(7));
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void a_day_is_over_when_all_of_it_is_too_old() {
        assertThat(WEEK.isOver(LocalDate.parse("2026-11-20"), NOON, NOON)).isTrue();
        assertThat(WEEK.isOver(LocalDate.parse("2026-11-21"), NOON, NOON)).isFalse();
        assertThat(WEEK.isOver(LocalDate.parse("2026-11-29"), NOON, NOON)).isFalse();
    }

    @Test
    void its_last_instant_counts() {
        LocalDate day = LocalDate.parse("2026-11-20");
        Instant midnight = Instant.parse("2026-11-28T00:00:00Z");

        assertThat(WEEK.isOver(day, midnight, midnight)).isTrue();
        assertThat(WEEK.isOver(day, midnight.minusNanos(1), midnight)).isFalse();
    }

    @Test
    void a_clock_that_is_years_ahead_of_the_prices_drops_nothing() {
        assertThat(WEEK.isOver(LocalDate.parse("2026-11-21"), Instant.parse("2099-01-01T00:00:00Z"), NOON))
                .isFalse();
    }

    @Test
    void prices_that_are_ahead_of_the_clock_drop_nothing_either() {
        assertThat(WEEK.isOver(LocalDate.parse("2026-11-21"), NOON, Instant.parse("2099-01-01T00:00:00Z")))
                .isFalse();
    }
}
