package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ValuationTest {

    private static final Instant EPOCH = Instant.EPOCH;
    private static final Instant NOON = Instant.parse("2024-08-05T12:00:00Z");

    private final Valuation opened =
            Valuation.empty(EPOCH).deposited(EPOCH, amount("1000")).at(NOON, amount("1000"));

    @Test
    void an_opening_balance_is_no_result() {
        assertThat(opened.dayResult()).isEqualByComparingTo("0");
        assertThat(opened.drawdownFraction()).isZero();
    }

    @Test
    void the_day_result_counts_from_the_last_equity_before_midnight_utc() {
        Valuation lateGain = opened.at(Instant.parse("2024-08-05T23:59:59.999Z"), amount("1100"));
        Valuation nextDay = lateGain.at(Instant.parse("2024-08-06T00:00:00Z"), amount("1080"));

        assertThat(lateGain.dayResult()).isEqualByComparingTo("100");
        assertThat(nextDay.dayResult()).isEqualByComparingTo("-20");
    }

    @Test
    void drawdown_is_measured_from_the_highest_equity() {
        Valuation fallen = opened.at(NOON, amount("1250")).at(NOON, amount("1000"));

        assertThat(fallen.peakEquity()).isEqualByComparingTo("1250");
        assertThat(fallen.drawdownFraction()).isEqualTo(0.2);
    }

    @Test
    void a_valuation_of_yesterday_does_not_reopen_yesterday() {
        Valuation today = opened.at(Instant.parse("2024-08-06T00:00:01Z"), amount("1010"));

        assertThat(today.at(NOON, amount("1020")).dayResult()).isEqualByComparingTo("20");
    }

    @Test
    void equity_below_zero_is_a_drawdown_of_all_there_was() {
        assertThat(opened.at(NOON, amount("-5")).drawdownFraction()).isEqualTo(1.0);
    }

    private static BigDecimal amount(String text) {
        return new BigDecimal(text);
    }
}
