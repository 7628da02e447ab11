package io.ffe.stack.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Times as people give them to commands. */
final class UtcTime {

    private UtcTime() {}

    /**
     * A time as {@code 2024-08-04T00:00:00Z}, or a day as {@code 2024-08-04}, which is its first moment in UTC.
     *
     * @throws java.time.format.DateTimeParseException when it is neither
     */
    static Instant parse(String text) {
        return text.length() == "2024-08-04".length()
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : Instant.parse(text);
    }
}
