package io.ffe.risk.domain.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.risk.domain.history.DailyCloses.Returns;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DailyClosesTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-03-10");
    private static final Instant NOW = Instant.parse("2026-03-10T00:00:00Z");

    @Test
    void as_many_returns_as_asked_for_come_from_the_last_days_of_one_more_close() {
        DailyCloses closes = new DailyCloses(Map.of("A", run(daysAgo(4), "50", "100", "110", "99")));

        assertThat(closes.returns(List.of("A"), 2, NOW))
                .isEqualTo(new Returns.Enough(
                        new TreeMap<>(Map.of("A", List.of(new BigDecimal("0.1"), new BigDecimal("-0.1")))),
                        daysAgo(1)));
        assertThat(closes.returns(List.of("A"), 4, NOW))
                .isEqualTo(new Returns.Short("INSUFFICIENT_HISTORY: A has 4 of 5 daily closes from 2026-02-25 on"));
    }

    @Test
    void a_day_that_is_not_over_does_not_count() {
        DailyCloses closes = new DailyCloses(Map.of("A", run(daysAgo(2), "100", "110", "500")));

        assertThat(closes.returns(List.of("A"), 1, NOW)).isInstanceOfSatisfying(Returns.Enough.class, enough -> {
            assertThat(enough.through()).isEqualTo(daysAgo(1));
            assertThat(enough.bySymbol().get("A")).containsExactly(new BigDecimal("0.1"));
        });
        assertThat(closes.returns(List.of("A"), 2, NOW)).isInstanceOf(Returns.Short.class);
    }

    @Test
    void several_symbols_have_returns_over_the_days_that_all_of_them_have() {
        SortedMap<LocalDate, BigDecimal> gap = run(daysAgo(3), "10", "20", "40");
        gap.remove(daysAgo(2));
        DailyCloses closes = new DailyCloses(Map.of("A", run(daysAgo(3), "100", "500", "200"), "B", gap));

        assertThat(closes.returns(List.of("A", "B"), 1, NOW)).isInstanceOfSatisfying(Returns.Enough.class, enough -> {
            assertThat(enough.bySymbol().get("A")).containsExactly(BigDecimal.ONE);
            assertThat(enough.bySymbol().get("B")).containsExactly(new BigDecimal("3"));
        });
        assertThat(closes.returns(List.of("A", "B"), 2, NOW))
                .isEqualTo(new Returns.Short("INSUFFICIENT_HISTORY: B has 2 of 3 daily closes from 2026-03-01 on"));
    }

    @Test
    void symbols_that_are_long_enough_each_and_share_too_few_days_are_short_together() {
        DailyCloses closes =
                new DailyCloses(Map.of("A", run(daysAgo(6), "1", "2", "3"), "B", run(daysAgo(4), "1", "2", "3")));

        assertThat(closes.returns(List.of("A", "B"), 1, NOW))
                .isEqualTo(new Returns.Short(
                        "INSUFFICIENT_HISTORY: the symbols share 1 of 2 daily closes from 2026-03-03 on"));
    }

    @Test
    void the_newest_common_day_may_be_five_days_old_and_no_older() {
        DailyCloses fiveDays = new DailyCloses(Map.of("A", run(daysAgo(6), "100", "110")));
        DailyCloses sixDays = new DailyCloses(Map.of("A", run(daysAgo(7), "100", "110")));

        assertThat(fiveDays.returns(List.of("A"), 1, NOW)).isInstanceOf(Returns.Enough.class);
        assertThat(sixDays.returns(List.of("A"), 1, NOW))
                .isEqualTo(new Returns.Short("INSUFFICIENT_HISTORY: the newest daily close is of 2026-03-04,"
                        + " expected 2026-03-05 or later"));
    }

    @Test
    void what_is_older_than_twice_the_days_asked_for_and_five_is_no_history() {
        SortedMap<LocalDate, BigDecimal> edge =
                new TreeMap<>(Map.of(daysAgo(7), new BigDecimal("100"), daysAgo(1), new BigDecimal("110")));
        SortedMap<LocalDate, BigDecimal> beyond =
                new TreeMap<>(Map.of(daysAgo(8), new BigDecimal("100"), daysAgo(1), new BigDecimal("110")));

        assertThat(new DailyCloses(Map.of("A", edge)).returns(List.of("A"), 1, NOW))
                .isInstanceOf(Returns.Enough.class);
        assertThat(new DailyCloses(Map.of("A", beyond)).returns(List.of("A"), 1, NOW))
                .isInstanceOf(Returns.Short.class);
    }

    @Test
    void of_a_day_that_two_have_the_first_ones_close_counts() {
        DailyCloses own = new DailyCloses(Map.of("A", run(daysAgo(2), "7")));
        DailyCloses others = new DailyCloses(Map.of("A", run(daysAgo(3), "1", "2"), "B", run(daysAgo(1), "9")));

        assertThat(own.orElse(others))
                .isEqualTo(new DailyCloses(Map.of("A", run(daysAgo(3), "1", "7"), "B", run(daysAgo(1), "9"))));
    }

    private static LocalDate daysAgo(int days) {
        return TODAY.minusDays(days);
    }

    private static SortedMap<LocalDate, BigDecimal> run(LocalDate first, String... closes) {
        SortedMap<LocalDate, BigDecimal> run = new TreeMap<>();
        for (int day = 0; day < closes.length; day++) {
            run.put(first.plusDays(day), new BigDecimal(closes[day]));
        }
        return run;
    }
}
