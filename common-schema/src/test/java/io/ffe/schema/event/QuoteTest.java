package io.ffe.schema.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuoteTest {

    @ParameterizedTest
    @CsvSource({
        "1.10,    1.12,  1.11,       0.02",
        "1.10,    1.11,  1.105,      0.01",
        "49868.02, 49878, 49873.01,  9.98",
        "1,       2,     1.5,        1",
        "2,       1,     1.5,        -1",
        "0.000000000000000001, 0.000000000000000002, 0.0000000000000000015, 0.000000000000000001",
        "3E+2,    400,   350,        100",
    })
    void the_mid_is_exact_and_the_spread_signed(BigDecimal bid, BigDecimal ask, BigDecimal mid, BigDecimal spread) {
        Quote quote = new Quote(bid, ask, null, null, Instant.EPOCH, "test");

        assertThat(quote.mid()).isEqualByComparingTo(mid);
        assertThat(quote.spread()).isEqualByComparingTo(spread);
    }
}
