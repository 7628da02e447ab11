package io.ffe.papervenue.rest;

import io.ffe.papervenue.domain.PlaceOrder;
import io.ffe.schema.serde.HeaderNames;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What comes beside a body, checked. */
final class RequestHeaders {

    /** When the client sent it by its logical time; means something in a replay only. */
    static final String LOGICAL_NOW = HeaderNames.LOGICAL_NOW;

    static final String TRACEPARENT = HeaderNames.TRACEPARENT;

    private static final Pattern TRACE = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private RequestHeaders() {}

    static @Nullable Instant logicalNow(@Nullable String header) {
        try {
            return header == null ? null : Instant.parse(header);
        } catch (DateTimeParseException wrong) {
            throw Failure.stop(
                    Failure.UNPROCESSABLE,
                    "INVALID_REQUEST",
                    "header ffe-now is '" + header + "', expected an ISO-8601 UTC time as in 2024-08-05T01:15:00Z");
        }
    }

    /** Null also when it is none: a broken trace is no reason against an order. */
    static @Nullable String traceparent(@Nullable String header) {
        return header != null && TRACE.matcher(header).matches() ? header : null;
    }

    static String mustBeId(String name, @Nullable String value) {
        if (value == null || !PlaceOrder.isId(value)) {
            throw Failure.stop(
                    Failure.UNPROCESSABLE,
                    "INVALID_REQUEST",
                    name + " is " + (value == null ? "absent" : "'" + value + "'")
                            + ", expected 1 to 64 of A-Z, a-z, 0-9, dot, underscore and hyphen");
        }
        return value;
    }
}
