package io.ffe.risk.domain.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.money.Fraction;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which entries a venue can be told of, and what is wrong with the others. */
class EntryOrdersTest {

    private static List<String> problems(
            OrderType type, String offset, TimeInForce timeInForce, boolean trailing, String venue) {
        return new EntryOrders(type, Fraction.of(offset), timeInForce, trailing).problems(venue);
    }

    @ParameterizedTest
    @CsvSource({
        "MARKET, 0,     ,    false, coinbase",
        "MARKET, 0,     ,    true,  paper",
        "MARKET, 0,     IOC, false, oanda",
        "LIMIT,  0.05,  GTC, false, paper",
        "LIMIT,  -0.05, FOK, false, coinbase",
        "LIMIT,  0.001, GTD, true,  oanda",
        "LIMIT,  0.001, FOK, true,  a-venue-of-next-year",
    })
    void what_the_venue_has_is_in_order(
            OrderType type, String offset, TimeInForce timeInForce, boolean trailing, String venue) {
        assertThat(problems(type, offset, timeInForce, trailing, venue)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LIMIT  | 0.0501  | GTC | false | paper    | limit-offset is 0.0501, expected -0.05 to 0.05",
                "LIMIT  | -0.0501 | GTC | false | paper    | limit-offset is -0.0501, expected -0.05 to 0.05",
                "MARKET | 0.01    |     | false | paper    | limit-offset is 0.01, expected 0 with type market",
                "LIMIT  | 0.01    |     | false | paper    | time-in-force is not set, expected one of GTC, GTD, IOC and FOK",
                "MARKET | 0       | GTD | false | paper    | time-in-force is GTD, expected IOC, FOK or none",
                "LIMIT  | 0       | IOC | false | oanda    | time-in-force does not fit the venue: oanda has no LIMIT entry",
                "MARKET | 0       |     | true  | coinbase | trailing-stop does not fit the venue: coinbase has no trailing stop",
            })
    void what_it_has_not_is_named_with_what_was_expected(
            OrderType type, String offset, TimeInForce timeInForce, boolean trailing, String venue, String problem) {
        assertThat(problems(type, offset, timeInForce, trailing, venue))
                .singleElement()
                .asString()
                .startsWith(problem);
    }
}
