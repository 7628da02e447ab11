package io.ffe.execution.venue.oanda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OandaRefusalTest {

    @ParameterizedTest
    @CsvSource({
        "CLIENT_ORDER_ID_ALREADY_EXISTS, SAME_ID_PENDING",
        "CLIENT_TRADE_ID_ALREADY_EXISTS, SAME_ID_OPEN",
        "STOP_LOSS_ON_FILL_CLIENT_ORDER_ID_ALREADY_EXISTS, SAME_ID_OPEN",
        "TAKE_PROFIT_ON_FILL_CLIENT_ORDER_ID_ALREADY_EXISTS, SAME_ID_OPEN",
        "TRAILING_STOP_LOSS_ON_FILL_CLIENT_ORDER_ID_ALREADY_EXISTS, SAME_ID_OPEN",
        "PRICE_PRECISION_EXCEEDED, OTHER_INSTRUMENT_TERMS",
        "STOP_LOSS_ON_FILL_PRICE_PRECISION_EXCEEDED, OTHER_INSTRUMENT_TERMS",
        "UNITS_PRECISION_EXCEEDED, OTHER_INSTRUMENT_TERMS",
        "UNITS_MIMIMUM_NOT_MET, OTHER_INSTRUMENT_TERMS",
        "INSTRUMENT_NOT_TRADEABLE, OTHER_INSTRUMENT_TERMS",
        "TIME_IN_FORCE_EXPIRED, EXPIRED",
        "MARKET_HALTED, FINAL",
        "INSUFFICIENT_MARGIN, FINAL",
        "STOP_LOSS_ON_FILL_LOSS, FINAL",
        "A_REASON_OF_NEXT_YEAR, FINAL",
        ", FINAL"
    })
    void each_reason_means_one_thing(String reason, OandaRefusal meaning) {
        assertThat(OandaRefusal.of(reason)).isEqualTo(meaning);
    }
}
