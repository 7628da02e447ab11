package io.ffe.risk.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.serde.Json;
import io.ffe.schema.serde.JsonComplaint;
import org.jspecify.annotations.Nullable;

/**
 * A change by a person: of a limit with key and value, or, without them, of a throttle. Every field may be missing in the JSON;
 * what is needed is asked for by name.
 *
 * @param symbol all of the portfolio when absent
 * @param by who asks; the token's holder when absent
 */
public record LimitRequest(
        @Nullable String portfolio,
        @Nullable String symbol,
        @Nullable String key,
        @Nullable String value,
        @Nullable String by,
        @Nullable String reason) {

    /** A misspelt field must not be a change without it. */
    private static final ObjectReader STRICT =
            Json.mapper().readerFor(LimitRequest.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static final int LONGEST = 500;

    static LimitRequest read(String body) {
        try {
            LimitRequest request = STRICT.readValue(body);
            if (request != null) {
                return request;
            }
        } catch (JsonProcessingException unreadable) {
            throw Mistake.badRequest(
                    "LIMIT",
                    "the body is no request: " + JsonComplaint.of(unreadable)
                            + "; expected fields are portfolio, symbol, key, value, by, reason");
        }
        throw Mistake.badRequest("LIMIT", "the body is " + body + ", expected an object");
    }

    /** A field that has to be there. */
    static String needed(String field, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > LONGEST) {
            throw Mistake.badRequest(
                    "LIMIT",
                    field + " is " + (value == null ? "missing" : "'" + value + "'") + ", expected 1 to " + LONGEST
                            + " characters");
        }
        return value;
    }
}
