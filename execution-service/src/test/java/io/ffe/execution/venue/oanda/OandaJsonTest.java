package io.ffe.execution.venue.oanda;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.execution.venue.oanda.OandaJson.TransactionAnswer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OandaJsonTest {

    private static @Nullable TransactionAnswer withAmount(String amount) {
        String body = "{\"transaction\":{\"id\":\"7\",\"type\":\"TRANSFER_FUNDS\",\"amount\":" + amount + "}}";
        return OandaJson.read(new Reply(200, body), TransactionAnswer.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "\"-0.0012\", -0.0012",
                "-0.0012, -0.0012",
                "\"-1E-4\", -0.0001",
                "1e-7, 0.0000001",
                "\"1.5E+3\", 1500",
                "100000, 100000",
                "\"1.10000\", 1.10000"
            })
    void a_decimal_is_read_in_whatever_way_it_is_written(String written, String plain) {
        TransactionAnswer answer = Objects.requireNonNull(withAmount(written));

        assertThat(Objects.requireNonNull(answer.transaction().amount()).toPlainString())
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\"NaN\"",
                "\"Infinity\"",
                "NaN",
                "true",
                "{}",
                "[1]",
                "\"1,5\"",
                "\"0x1F\"",
                "\"1E2147483647\"",
                "1e400",
                "\"1E-2147483647\"",
                "\"123456789012345678901\"",
                "\"0.1234567890123456789\""
            })
    void what_is_no_number_or_none_that_can_be_booked_is_refused(String written) {
        assertThat(withAmount(written)).isNull();
    }
}
