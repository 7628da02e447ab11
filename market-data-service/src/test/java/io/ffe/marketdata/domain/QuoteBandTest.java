package io.ffe.marketdata.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuoteBandTest {

    private final QuoteBand band = new QuoteBand();

    @ParameterizedTest
    @CsvSource({
        "50000.00, 50001.00, true",
        "50000.49, 50000.51, true",
        "49999.51, 50001.50, true",
        "50000.50, 50001.00, false",
        "49999.50, 50001.00, false",
        "50000.00, 50001.51, false",
    })
    void both_sides_have_to_stay_within_a_thousandth_of_a_percent(BigDecimal bid, BigDecimal ask, boolean unchanged) {
        band.moveTo(new BigDecimal("50000.00"), new BigDecimal("50001.00"));

        assertThat(band.holds(bid, ask)).isEqualTo(unchanged);
    }

    @Test
    void the_first_quote_is_news() {
        assertThat(band.holds(BigDecimal.ONE, BigDecimal.TWO)).isFalse();
    }
}
