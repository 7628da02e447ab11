package io.ffe.marketdata.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A market that never was.
 *
 * @param symbols each one's prices depend on the seed and its own name only, not on the others in the list
 * @param start of the run; ticks come from here on, bars of the past from before
 * @param quoteEvery logical time between two quotes of a symbol, on average
 * @param past how far the made-up past reaches back
 */
public record SyntheticSettings(long seed, List<String> symbols, Instant start, Duration quoteEvery, Duration past) {

    public SyntheticSettings {
        symbols = symbols.stream().distinct().sorted().toList();
        if (symbols.isEmpty()) {
            throw new IllegalArgumentException("symbols is empty, expected at least one");
        }
        if (quoteEvery.compareTo(Duration.ofMillis(100)) < 0 || quoteEvery.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("quoteEvery is " + quoteEvery + ", expected 100 ms to 1 min");
        }
        if (start.toEpochMilli() % 60_000 != 0 || past.isNegative()) {
            throw new IllegalArgumentException(
                    "start is " + start + " and past " + past + ", expected a whole minute, and zero or more");
        }
    }

    /** BTCUSDT, ETHUSDT, EURUSD and GBPUSD from 2025-01-06T00:00:00Z, a quote every 5 s, 120 days of past. */
    public static SyntheticSettings defaults() {
        return new SyntheticSettings(
                1,
                List.of("BTCUSDT", "ETHUSDT", "EURUSD", "GBPUSD"),
                Instant.parse("2025-01-06T00:00:00Z"),
                Duration.ofSeconds(5),
                Duration.ofDays(120));
    }
}
