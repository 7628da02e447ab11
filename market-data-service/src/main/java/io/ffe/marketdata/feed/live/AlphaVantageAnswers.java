package io.ffe.marketdata.feed.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads Alpha Vantage's answers. Every error comes as HTTP 200 with a sentence in it, and some sentences hold the key: no
 * sentence of theirs is passed on.
 *
 * <p>Source: www.alphavantage.co/documentation, CURRENCY_EXCHANGE_RATE; errors as they are seen.
 */
final class AlphaVantageAnswers {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private AlphaVantageAnswers() {}

    /**
     * The answer to CURRENCY_EXCHANGE_RATE as a quote; empty when they have none for this pair.
     *
     * @throws FeedTrouble when it is an error that concerns every pair, or no answer of theirs
     */
    static Optional<Observation> quote(String symbol, String body) throws FeedTrouble {
        JsonNode rate = answer(body).path("Realtime Currency Exchange Rate");
        Optional<BigDecimal> bid = Wire.price(rate.path("8. Bid Price"));
        Optional<BigDecimal> ask = Wire.price(rate.path("9. Ask Price"));
        Optional<Instant> time = time(
                rate.path("6. Last Refreshed").asText(),
                rate.path("7. Time Zone").asText());
        return bid.isEmpty() || ask.isEmpty() || time.isEmpty()
                ? Optional.empty()
                : Optional.of(Observation.quote(symbol, time.get(), bid.get(), ask.get(), null, null));
    }

    private static JsonNode answer(String body) throws FeedTrouble {
        JsonNode answer;
        try {
            answer = Json.mapper().readTree(body);
        } catch (JsonProcessingException broken) {
            throw new FeedTrouble(FeedTrouble.Kind.UNREADABLE, "Alpha Vantage answered with something that is no JSON");
        }
        if (answer.has("Note") || answer.has("Information")) {
            throw new FeedTrouble(
                    FeedTrouble.Kind.RATE_LIMITED,
                    "Alpha Vantage says that the key has used up its requests, or may not ask for this");
        }
        if (answer.path("Error Message").asText().toLowerCase(Locale.ROOT).contains("apikey")) {
            throw new FeedTrouble(FeedTrouble.Kind.UNAUTHORIZED, "Alpha Vantage refuses the key");
        }
        return answer;
    }

    private static Optional<Instant> time(String text, String zone) {
        try {
            return Optional.of(
                    LocalDateTime.parse(text, TIME).atZone(ZoneId.of(zone)).toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
