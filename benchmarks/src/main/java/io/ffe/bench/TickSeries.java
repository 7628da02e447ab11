package io.ffe.bench;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Quotes of some crypto symbols in turn, a small random walk each, some 200 bytes of JSON a tick. The same arguments give
 * the same ticks. Symbols are of the built-in instruments with a tick size of 0.01.
 */
public final class TickSeries {

    /** Where logical time begins. */
    public static final Instant START = Instant.parse("2024-10-04T00:00:00Z");

    public static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT", "SOLUSDT", "BTCUSD", "ETHUSD");

    private final SplittableRandom random;
    private final String source;
    private final Origin origin;
    private final long[] cents;
    private final long[] sequences;
    private int turn;

    /** @param seed of the walks */
    public TickSeries(String source, Origin origin, long seed) {
        this.random = new SplittableRandom(seed);
        this.source = source;
        this.origin = origin;
        this.cents = new long[] {6_183_763, 264_112, 14_250, 6_184_001, 264_205};
        this.sequences = new long[SYMBOLS.size()];
    }

    /** The next one, at this time. */
    public Tick next(Instant occurredAt, Instant receivedAt) {
        int of = turn;
        turn = (turn + 1) % cents.length;
        cents[of] = Math.max(1_000, cents[of] + random.nextInt(-3, 4));
        return new Tick(
                SYMBOLS.get(of),
                source,
                ++sequences[of],
                Tick.Kind.QUOTE,
                occurredAt,
                receivedAt,
                BigDecimal.valueOf(cents[of], 2),
                BigDecimal.valueOf(cents[of] + 1, 2),
                null,
                null,
                null,
                null,
                origin,
                false);
    }
}
