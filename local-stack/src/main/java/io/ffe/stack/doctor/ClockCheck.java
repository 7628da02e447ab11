package io.ffe.stack.doctor;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How far this machine's clock is from somebody else's: ages are judged by it, and tokens live by it. */
public final class ClockCheck implements Check {

    /** What risk takes for broken in a time ahead of it (max-future-skew), and the least of all such limits. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    private final TimeSource source;
    private final Clock clock;

    /** @param clock of this machine */
    public ClockCheck(TimeSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        try {
            // The first answer pays for connections; the second is about the clock.
            source.time();
            Instant before = clock.instant();
            Instant theirs = source.time();
            Duration around = Duration.between(before, clock.instant()).dividedBy(2);
            Duration half = source.step().dividedBy(2);
            Duration offset = Duration.between(before.plus(around), theirs.plus(half));
            Duration uncertain = around.plus(half);
            String value = "this clock is " + shown(offset.abs()) + " s " + (offset.isNegative() ? "ahead" : "behind")
                    + " (to " + shown(uncertain) + " s)";
            if (offset.abs().minus(uncertain).compareTo(LIMIT) <= 0) {
                return List.of(Finding.ok(name(), source.name(), value));
            }
            return List.of(Finding.failure(
                    name(),
                    source.name(),
                    value,
                    "at most " + LIMIT.toSeconds() + " s either way",
                    "let the clock be kept: timedatectl set-ntp true; ages are wrong by as much, and fresh prices look stale"
                            + " or come from the future"));
        } catch (IOException silent) {
            return List.of(Finding.warning(
                    name(),
                    source.name(),
                    "does not tell its time: " + silent.getMessage(),
                    "an answer",
                    "the other checks say whether it is there at all"));
        }
    }

    private static String shown(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }
}
