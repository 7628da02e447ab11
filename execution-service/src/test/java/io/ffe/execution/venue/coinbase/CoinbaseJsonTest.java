package io.ffe.execution.venue.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.execution.venue.coinbase.CoinbaseJson.Fill;
import io.ffe.schema.event.Execution;
import io.ffe.schema.serde.Decimals;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoinbaseJsonTest {

    @ParameterizedTest
    @CsvSource({
        "0.0046830664333996, true,  21220.64,            0.00000022",
        "10,                 true,  0.00001234,          810372.77147488",
        "0.5,                false, 60001.25,            0.5",
        "0.1234567891234567, false, 0.00000123456789012, 0.12345679"
    })
    void a_trade_is_booked_in_digits_that_an_execution_can_carry(
            String size, boolean inQuote, String price, String quantity) {
        Fill fill = fill(size, inQuote, price, "0.00001234567890123456789");

        assertThat(fill.bookable()).isTrue();
        assertThat(fill.size()).isEqualByComparingTo(quantity);
        Execution.Fill told = new Execution.Fill(fill.entryId(), fill.side(), fill.size(), fill.price(), fill.fee());
        BigDecimal cash = told.quantity().multiply(told.price()).subtract(told.fee());
        assertThat(Decimals.fits(cash)).as(cash.toPlainString()).isTrue();
    }

    @Test
    void what_can_be_told_is_not_rounded() {
        Fill fill = fill("0.00000001", false, "21220.6412345678", "0.000084882563999999");

        assertThat(fill.size()).isEqualByComparingTo("0.00000001");
        assertThat(fill.price()).isEqualByComparingTo("21220.6412345678");
        assertThat(fill.fee()).isEqualByComparingTo("0.000084882563999999");
    }

    @ParameterizedTest
    @CsvSource({"0.0001, true, 60000", "0.000000001, false, 60000", "0, false, 60000", "1, false, ''", "1, true, ''"})
    void what_rounds_to_nothing_is_not_bookable(String size, boolean inQuote, String price) {
        assertThat(fill(size, inQuote, price, "0").bookable()).isFalse();
    }

    private static Fill fill(String size, boolean inQuote, String price, String fee) {
        JsonNode told = Json.mapper()
                .createObjectNode()
                .put("entry_id", "entry")
                .put("order_id", "order")
                .put("trade_type", "FILL")
                .put("product_id", "BTC-USD")
                .put("side", "BUY")
                .put("size", size)
                .put("size_in_quote", inQuote)
                .put("price", price)
                .put("commission", fee)
                .put("trade_time", Instant.EPOCH.toString());
        return Fill.of(told);
    }
}
