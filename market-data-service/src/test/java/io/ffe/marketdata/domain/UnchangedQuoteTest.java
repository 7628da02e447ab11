package io.ffe.marketdata.domain;

import static io.ffe.marketdata.domain.Market.START;
import static io.ffe.marketdata.domain.Market.quote;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnchangedQuoteTest {

    private static final Tick LAST = quote(START, 1, "50000.00", "50001.00");

    @ParameterizedTest
    @CsvSource({
        "50000.00, 50001.00, true",
        "50000.49, 50000.51, true",
        "49999.51, 50001.50, true",
        "50000.50, 50001.00, false",
        "49999.50, 50001.00, false",
        "50000.00, 50001.51, false",
    })
    void both_sides_have_to_stay_within_a_thousandth_of_a_percent(String bid, String ask, boolean unchanged) {
        assertThat(UnchangedQuote.repeats(LAST, quote(START, 2, bid, ask))).isEqualTo(unchanged);
    }

    @Test
    void the_first_quote_and_every_trade_is_news() {
        Tick trade = new Tick(
                "BTCUSDT",
                "test",
                2,
                Tick.Kind.TRADE,
                START,
                START,
                null,
                null,
                null,
                null,
                new BigDecimal("50000"),
                BigDecimal.ONE,
                Origin.REPLAY,
                false);

        assertThat(UnchangedQuote.repeats(null, LAST)).isFalse();
        assertThat(UnchangedQuote.repeats(LAST, trade)).isFalse();
        assertThat(UnchangedQuote.repeats(trade, LAST)).isFalse();
    }
}
