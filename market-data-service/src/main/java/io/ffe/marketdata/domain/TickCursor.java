package io.ffe.marketdata.domain;

import io.ffe.schema.event.Tick;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the stored ticks of a symbol, which are in the order of time, source and sequence. It stays where it is when
 * ticks are stored before or behind it.
 *
 * @param occurredAt in whole microseconds
 */
public record TickCursor(Instant occurredAt, String source, long sequence) {

    /** Microseconds since 1970, sequence, source: the source comes last, because it may hold anything. */
    private static final Pattern TEXT = Pattern.compile("(-?\\d{1,18}):(\\d{1,19}):(.+)", Pattern.DOTALL);

    private static final long MICROS = 1_000_000;

    public TickCursor {
        occurredAt = occurredAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Where a tick stands. */
    public static TickCursor of(Tick tick) {
        return new TickCursor(tick.occurredAt(), tick.source(), tick.sequence());
    }

    /** For an address: letters, digits, {@code -} and {@code _}. */
    public String text() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, occurredAt);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((micros + ":" + sequence + ":" + source).getBytes(StandardCharsets.UTF_8));
    }

    /** What {@link #text} gave; empty for anything else. */
    public static Optional<TickCursor> parse(String text) {
        try {
            Matcher parts = TEXT.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
            if (!parts.matches()) {
                return Optional.empty();
            }
            long micros = Long.parseLong(parts.group(1));
            return Optional.of(new TickCursor(
                    Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000),
                    parts.group(3),
                    Long.parseLong(parts.group(2))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
