package io.ffe.marketdata;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;

/** Ticks to be stored. */
final class StoredQuotes {

    static final Instant START = Instant.parse("2024-08-05T00:00:00Z");

    private StoredQuotes() {}

    /** A quote of BTCUSDT, one for each number; a millisecond and a nanosecond later than the one before. */
    static Tick quote(long number) {
        return quote("BTCUSDT", number, START.plusNanos(number * 1_000_001));
    }

    /** Received when it happened, to the microsecond, as far as the store keeps that. */
    static Tick quote(String symbol, long number, Instant at) {
        BigDecimal bid = BigDecimal.valueOf(5_000_000 + number, 2);
        return new Tick(
                symbol,
                "test",
                number,
                Tick.Kind.QUOTE,
                at,
                at.truncatedTo(ChronoUnit.MICROS),
                bid,
                bid.add(new BigDecimal("0.50")),
                new BigDecimal("1.500"),
                null,
                null,
                null,
                Origin.REPLAY,
                false);
    }

    /** Those with the numbers from the first to the last. */
    static List<Tick> quotes(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(StoredQuotes::quote).toList();
    }
}
