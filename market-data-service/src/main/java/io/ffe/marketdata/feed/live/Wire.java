package io.ffe.marketdata.feed.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** What stands in a provider's JSON: nothing of it is believed before it was read. */
final class Wire {

    private static final int LONGEST = 40;
    /** What the topic's decimals hold; digits beyond them in a size are noise of the provider's floating point. */
    private static final int SIZE_DECIMALS = 18;

    private static final int PRICE_DECIMALS = 17;
    private static final int WHOLE_DIGITS = 20;

    private Wire() {}

    /** The JSON of a message, the missing node when it is none. */
    static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException broken) {
            return Json.mapper().missingNode();
        }
    }

    /** A time in ISO-8601, or empty. */
    static Optional<Instant> time(JsonNode value) {
        try {
            return Optional.of(Instant.parse(value.asText()));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** A price above zero, or empty. Numbers are strings in most messages and numbers in some. */
    static Optional<BigDecimal> price(JsonNode value) {
        return number(value).filter(price -> price.signum() > 0 && price.scale() <= PRICE_DECIMALS);
    }

    /** A size of zero or more, or empty. */
    static Optional<BigDecimal> size(JsonNode value) {
        return number(value)
                .filter(size -> size.signum() >= 0)
                .map(size ->
                        size.scale() > SIZE_DECIMALS ? size.setScale(SIZE_DECIMALS, RoundingMode.HALF_EVEN) : size);
    }

    private static Optional<BigDecimal> number(JsonNode value) {
        String text = value.isTextual() || value.isNumber() ? value.asText() : "";
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return number.precision() - (long) number.scale() > WHOLE_DIGITS || number.scale() > LONGEST
                    ? Optional.empty()
                    : Optional.of(number.scale() < 0 ? number.setScale(0) : number);
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }
}
