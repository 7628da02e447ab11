package io.ffe.marketdata.feed.live;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: half a second doubling to half a minute, and each time a random
 * share between half of it and all of it, so that many clients of a provider that comes back do not come together. A key
 * that is refused, and a limit that was passed, are tried again after a minute at the soonest.
 */
final class Reconnect {

    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofSeconds(30);
    static final Duration REFUSED = Duration.ofMinutes(1);
    /** A connection that lasted so long has worked; the next attempt after it is a first one. */
    private static final Duration WORKED = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private int failures;

    Reconnect(RandomGenerator random) {
        this.random = random;
    }

    /** Counts a connection that ended after so long, or could not be made. */
    Duration after(FeedTrouble.Kind trouble, Duration lasted) {
        if (lasted.compareTo(WORKED) >= 0) {
            failures = 0;
        }
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures, 16));
        Duration most = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        failures++;
        Duration least = switch (trouble) {
            case UNAUTHORIZED, RATE_LIMITED -> REFUSED;
            case DISCONNECTED, SILENT, UNREADABLE -> Duration.ZERO;
        };
        long half = most.toMillis() / 2;
        return least.plusMillis(half + random.nextLong(half + 1));
    }
}
