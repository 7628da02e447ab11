package io.ffe.marketdata.feed;

import io.ffe.schema.event.Timeframe;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a file's bars are, which no column says. */
final class BarLength {

    static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern IN_NAME = Pattern.compile("(?<![A-Za-z0-9])(\\d{1,3})([smhd])(?![A-Za-z0-9])");

    private BarLength() {}

    /** The length that the file's name says, as in {@code btcusdt_binance_5m_2022}. */
    static Optional<Duration> ofName(String fileName) {
        Matcher name = IN_NAME.matcher(fileName);
        if (!name.find()) {
            return Optional.empty();
        }
        long count = Long.parseLong(name.group(1));
        Duration length = switch (name.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
        return length.isPositive() ? Optional.of(length) : Optional.empty();
    }

    /** The longest length of which all these distances are multiples: with a bar missing here and there it is still right. */
    static Optional<Duration> ofDistances(long[] millis) {
        return Arrays.stream(millis).reduce(BarLength::greatestCommonDivisor).stream()
                .mapToObj(Duration::ofMillis)
                .findFirst();
    }

    /** The shortest of the seven timeframes that whole bars of this length fill; empty for lengths such as 7 min. */
    static Optional<Timeframe> timeframeFilledBy(Duration length) {
        return Arrays.stream(Timeframe.values())
                .filter(timeframe -> timeframe.length().toMillis() % length.toMillis() == 0)
                .findFirst();
    }

    /** As people write it: 90 s, 5m, 4h, 1d. */
    static String text(Duration length) {
        if (length.toMillis() % 1000 != 0) {
            return length.toMillis() + "ms";
        }
        if (length.toSeconds() % 60 != 0) {
            return length.toSeconds() + "s";
        }
        if (length.toMinutes() % 60 != 0) {
            return length.toMinutes() + "m";
        }
        return length.toHours() % 24 == 0 ? length.toDays() + "d" : length.toHours() + "h";
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
