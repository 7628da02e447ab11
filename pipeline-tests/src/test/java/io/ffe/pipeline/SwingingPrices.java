package io.ffe.pipeline;

import io.ffe.stack.run.FeedOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Recorded-looking one-minute bars that swing enough for strategies to trade on; the same for the same seed. */
final class SwingingPrices {

    static final Instant FIRST = Instant.parse("2024-03-04T00:00:00Z");

    /** What of the bars is history when a replay of them starts: 56 of 15 minutes, where a snapshot needs 50. */
    static final Duration PAST = Duration.ofHours(14);

    /** Markets that swing at different paces, each the same in every test. */
    enum Market {
        BTCUSDT(60_000, 420, 11),
        ETHUSDT(3_000, 300, 12),
        EURUSD(110, 240, 13),
        GBPUSD(130, 360, 14);

        private final double start;
        private final int period;
        private final long seed;

        Market(double start, int period, long seed) {
            this.start = start;
            this.period = period;
            this.seed = seed;
        }
    }

    private SwingingPrices() {}

    /** A lock-step replay of the markets, as fast as it goes. {@code minutes} count from the beginning of {@link #PAST}. */
    static FeedOptions replay(Path folder, int minutes, Market... markets) {
        return new FeedOptions(
                FeedOptions.Kind.REPLAY,
                files(folder, minutes, markets),
                List.of(),
                List.of(),
                FIRST.plus(PAST),
                null,
                0.0,
                null,
                null);
    }

    /** A file of each market, as {@code SYMBOL=FILE}. */
    static List<String> files(Path folder, int minutes, Market... markets) {
        return Stream.of(markets)
                .map(market ->
                        market + "=" + write(folder, market.name(), market.start, market.period, minutes, market.seed))
                .toList();
    }

    /**
     * Writes a file of bars.
     *
     * @param period minutes of one swing up and down
     */
    static Path write(Path folder, String symbol, double start, int period, int minutes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder csv = new StringBuilder("ts,open,high,low,close,volume\n");
        double level = start;
        for (int minute = 0; minute < minutes; minute++) {
            double drift = 0.0004 * StrictMath.cos(2 * StrictMath.PI * minute / period);
            double open = level;
            double close = open * (1 + drift + 0.0006 * (random.nextDouble() - 0.5));
            double high = Math.max(open, close) * (1 + 0.0002 * random.nextDouble());
            double low = Math.min(open, close) * (1 - 0.0002 * random.nextDouble());
            csv.append(FIRST.plusSeconds(60L * minute))
                    .append(',')
                    .append(cents(open))
                    .append(',')
                    .append(cents(high).max(cents(open)).max(cents(close)))
                    .append(',')
                    .append(cents(low).min(cents(open)).min(cents(close)))
                    .append(',')
                    .append(cents(close))
                    .append(",1.25\n");
            level = close;
        }
        try {
            return Files.writeString(folder.resolve(symbol.toLowerCase(java.util.Locale.ROOT) + "_1m.csv"), csv);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static BigDecimal cents(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
    }
}
