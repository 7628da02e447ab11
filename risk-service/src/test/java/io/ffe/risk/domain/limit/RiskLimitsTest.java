package io.ffe.risk.domain.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.risk.domain.Market;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a limit may be set to: each at the edge of what is usable, and just outside of it. */
class RiskLimitsTest {

    private static final RiskLimits FINE = Market.limits();

    /** Values of one limit, the others as they were. */
    record Row(Limit limit, String value, boolean usable) {}

    static Stream<Row> rows() {
        return Stream.of(
                        share(Limit.RISK_FRACTION, "0.1"),
                        // At least min-stop, which is 0.01.
                        range(Limit.MAX_STOP, "0.01", "0.5"),
                        outside(Limit.MAX_STOP, "0.500001"),
                        // At most max-stop, which is 0.05.
                        share(Limit.MIN_STOP, "0.05"),
                        above(Limit.ATR_MULTIPLE),
                        above(Limit.TARGET_MULTIPLE),
                        range(Limit.COST_ALLOWANCE, "0", "0.1"),
                        outside(Limit.COST_ALLOWANCE, "0.100001"),
                        above(Limit.MAX_ORDER_VALUE),
                        share(Limit.MAX_CONCENTRATION, "1"),
                        above(Limit.MAX_LEVERAGE),
                        range(Limit.MAX_CONCURRENT_POSITIONS, "1", "1000"),
                        outside(Limit.MAX_CONCURRENT_POSITIONS, "0"),
                        share(Limit.MAX_DRAWDOWN, "1"),
                        lasting(Limit.MAX_SNAPSHOT_AGE),
                        lasting(Limit.MAX_QUOTE_AGE),
                        range(Limit.MAX_FUTURE_SKEW, "PT0S", "PT1H"),
                        outside(Limit.MAX_FUTURE_SKEW, "PT-0.001S"),
                        above(Limit.MAX_MARK_AGE_BARS),
                        range(Limit.SHORT_SELLING, "true", "false"),
                        share(Limit.PRICE_COLLAR, "0.5"),
                        share(Limit.MAX_DAILY_LOSS, "1"),
                        atLeast(Limit.MAX_ORDERS, 1),
                        window(Limit.ORDER_WINDOW),
                        window(Limit.DUPLICATE_WINDOW),
                        atLeast(Limit.MAX_REPEATED_ENTRIES, 1),
                        window(Limit.REPEAT_WINDOW),
                        share(Limit.MAX_VAR, "1"),
                        days(Limit.VAR_DAYS, 20),
                        share(Limit.MAX_CORRELATION, "1"),
                        days(Limit.CORRELATION_DAYS, 10),
                        atLeast(Limit.MAX_CORRELATED_ASSETS, 1),
                        atLeast(Limit.MAX_STOPS, 0),
                        window(Limit.STOP_LOOKBACK),
                        window(Limit.STOP_PAUSE),
                        window(Limit.COOLDOWN),
                        share(Limit.MAX_CLOSED_DRAWDOWN, "1"),
                        window(Limit.DRAWDOWN_LOOKBACK),
                        window(Limit.DRAWDOWN_PAUSE),
                        range(Limit.MIN_PROFIT, "-1", "1"),
                        outside(Limit.MIN_PROFIT, "-1.000001", "1.000001"),
                        atLeast(Limit.LOW_PROFIT_TRADES, 1),
                        window(Limit.LOW_PROFIT_LOOKBACK),
                        window(Limit.LOW_PROFIT_PAUSE))
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void holds_at_its_edges_and_is_a_problem_that_names_the_key_outside_of_them(Row row) {
        List<String> problems = row.limit().in(FINE, row.value()).problems();

        if (row.usable()) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .startsWith(row.limit().key() + " is ")
                    .contains("expected ");
        }
    }

    @Test
    void every_limit_has_rows() {
        Set<Limit> there = EnumSet.noneOf(Limit.class);
        rows().forEach(row -> there.add(row.limit()));

        assertThat(there).containsExactly(Limit.values());
    }

    @Test
    void a_stop_may_be_half_the_price_away_and_no_more() {
        RiskLimits wide = Limit.MAX_STOP.in(FINE, "0.5");

        assertThat(Limit.MIN_STOP.in(wide, "0.5").problems()).isEmpty();
        assertThat(Limit.MIN_STOP.in(wide, "0.51").problems())
                .hasSize(2)
                .allMatch(problem -> problem.startsWith("min-stop is "));
    }

    @Test
    void all_problems_are_told_at_once() {
        RiskLimits broken = Limit.COOLDOWN.in(Limit.MAX_LEVERAGE.in(FINE, "0"), "PT-1S");

        assertThat(broken.problems())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("max-leverage"),
                        second -> assertThat(second).startsWith("cooldown"));
    }

    @ParameterizedTest
    @CsvSource({
        "MAX_ORDERS, ten, a whole number",
        "COOLDOWN, 10m, 'a duration, as in PT2M'",
        "SHORT_SELLING, yes, true or false",
        "MAX_ORDER_VALUE, much, a decimal number",
        "MAX_VAR, 5%, a decimal number",
    })
    void what_cannot_be_read_is_named_with_what_was_expected(Limit limit, String text, String expected) {
        assertThatThrownBy(() -> limit.in(FINE, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(limit.key() + " is '" + text + "', expected " + expected);
    }

    private static List<Row> range(Limit limit, String... usable) {
        return Arrays.stream(usable).map(value -> new Row(limit, value, true)).toList();
    }

    private static List<Row> outside(Limit limit, String... values) {
        return Arrays.stream(values).map(value -> new Row(limit, value, false)).toList();
    }

    /** Above zero and at most so much. */
    private static List<Row> share(Limit limit, String most) {
        return List.of(
                new Row(limit, "0.000001", true),
                new Row(limit, most, true),
                new Row(limit, most.equals("1") ? "1.000001" : most + "0001", false),
                new Row(limit, "0", false));
    }

    private static List<Row> above(Limit limit) {
        return List.of(new Row(limit, "0.000001", true), new Row(limit, "0", false), new Row(limit, "-1", false));
    }

    private static List<Row> lasting(Limit limit) {
        return List.of(new Row(limit, "PT0.001S", true), new Row(limit, "PT0S", false), new Row(limit, "PT-1S", false));
    }

    private static List<Row> window(Limit limit) {
        return List.of(
                new Row(limit, "PT0S", true),
                new Row(limit, "PT48H", true),
                new Row(limit, "PT-0.001S", false),
                new Row(limit, "PT48H0.001S", false));
    }

    private static List<Row> atLeast(Limit limit, int least) {
        return List.of(new Row(limit, String.valueOf(least), true), new Row(limit, String.valueOf(least - 1), false));
    }

    private static List<Row> days(Limit limit, int least) {
        return List.of(
                new Row(limit, String.valueOf(least), true),
                new Row(limit, String.valueOf(RiskLimits.MOST_DAYS), true),
                new Row(limit, String.valueOf(least - 1), false),
                new Row(limit, String.valueOf(RiskLimits.MOST_DAYS + 1), false));
    }
}
