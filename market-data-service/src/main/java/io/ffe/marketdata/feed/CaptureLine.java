package io.ffe.marketdata.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a {@link FeedFormat#VENUE_CAPTURE}: when it was received, and what it says.
 *
 * @param symbol absent on messages that name none
 * @param tick absent on messages that are neither a best quote nor a trade
 */
record CaptureLine(Instant time, @Nullable String symbol, Optional<CapturedTick> tick) {

    /** Nanoseconds from 1973 on and as far as a long goes: fewer digits are micro- or milliseconds. */
    private static final Pattern FORM = Pattern.compile("[1-8]?\\d{18} \\{.*");

    private static final long NANOS = 1_000_000_000;

    /** Prices and sizes as they stand in the message. */
    sealed interface CapturedTick {}

    record BestQuote(String bid, String bidSize, String ask, String askSize) implements CapturedTick {}

    record Trade(String price, String size) implements CapturedTick {}

    /** Its message says what is wrong. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    static boolean looksLikeOne(String line) {
        return FORM.matcher(line).matches();
    }

    static CaptureLine parse(String line) throws Unreadable {
        if (!looksLikeOne(line)) {
            throw new Unreadable("no time and message");
        }
        int blank = line.indexOf(' ');
        long nanos = Long.parseLong(line.substring(0, blank));
        Instant time = Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
        JsonNode message = json(line.substring(blank + 1));
        String stream = message.path("stream").asText();
        JsonNode data = message.path("data");
        String symbol = data.path("s").isTextual() ? data.path("s").asText() : null;
        return new CaptureLine(
                time,
                symbol,
                switch (stream.substring(stream.indexOf('@') + 1)) {
                    case "bookTicker" ->
                        Optional.of(new BestQuote(text(data, "b"), text(data, "B"), text(data, "a"), text(data, "A")));
                    case "trade" -> Optional.of(new Trade(text(data, "p"), text(data, "q")));
                    default -> Optional.empty();
                });
    }

    private static JsonNode json(String text) throws Unreadable {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException broken) {
            throw new Unreadable("the message is no JSON");
        }
    }

    private static String text(JsonNode data, String field) throws Unreadable {
        JsonNode value = data.path(field);
        if (!value.isTextual()) {
            throw new Unreadable("the message has no " + field);
        }
        return value.asText();
    }
}
