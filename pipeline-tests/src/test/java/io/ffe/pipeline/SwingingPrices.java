package io.ffe.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;

/** Recorded-looking one-minute bars that swing enough for strategies to trade on; the same for the same seed. */
final class SwingingPrices {

    static final Instant FIRST = Instant.parse("2024-03-04T00:00:00Z");

    private SwingingPrices() {}

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
