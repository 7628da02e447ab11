package io.ffe.stack.view;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** How figures are written for people. */
public final class Figures {

    private Figures() {}

    /** As in {@code 250 ms}, {@code 12.3 s}, {@code 4 min 05 s}, {@code 2 h 10 min}. */
    public static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return duration.toMillis() + " ms";
        }
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        }
        if (seconds < 48 * 3600) {
            return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds % 3600 / 60);
        }
        return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
    }

    /** An age in seconds of logical or system time. */
    public static String age(double seconds) {
        return Double.isFinite(seconds) ? duration(Duration.ofMillis((long) (seconds * 1000))) : "-";
    }

    public static String memory(long kib) {
        return kib / 1024 + " MB";
    }

    /** As in {@code 812 KB} and {@code 1.4 GB}. */
    public static String bytes(long bytes) {
        long kib = bytes / 1024;
        return kib < 10_000
                ? kib + " KB"
                : kib < 10_000_000 ? kib / 1024 + " MB" : String.format(Locale.ROOT, "%.1f GB", kib / (1024 * 1024.0));
    }

    /** An estimate, no finer than it can be: {@code 35 s}, {@code 12 min}, {@code 2 h 10 min}. */
    public static String about(Duration estimate) {
        long seconds = estimate.toSeconds();
        if (seconds < 90) {
            return Math.max(5, (seconds + 2) / 5 * 5) + " s";
        }
        long minutes = (seconds + 30) / 60;
        return minutes < 60
                ? minutes + " min"
                : minutes < 48 * 60 ? minutes / 60 + " h " + minutes % 60 / 10 * 10 + " min" : minutes / 1440 + " d";
    }

    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** An amount in account currency, to the cent. */
    public static String amount(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,.2f", amount.setScale(2, RoundingMode.HALF_EVEN));
    }

    /** A price or quantity as it is, without trailing zeros. */
    public static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    public static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f %%", fraction * 100);
    }
}
