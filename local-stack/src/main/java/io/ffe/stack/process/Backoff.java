package io.ffe.stack.process;

import java.time.Duration;

/**
 * How long to wait before a dead process is started again: half a second, doubled at each death up to the longest pause, and
 * from the start again once it has lived for a minute. Takes durations of the monotonic clock.
 */
final class Backoff {

    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofSeconds(30);
    static final Duration CALM = Duration.ofMinutes(1);
    /** From this many deaths without a calm minute between them it is called a crash loop. */
    static final int LOOP = 4;

    private final Duration longest;
    private int deaths;

    Backoff(Duration longest) {
        this.longest = longest;
    }

    /** Counts a death of a process that had lived for so long. */
    Duration afterDeath(Duration lived) {
        if (lived.compareTo(CALM) >= 0) {
            deaths = 0;
        }
        Duration doubled = FIRST.multipliedBy(1L << Math.min(deaths, 16));
        deaths++;
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /** Deaths since it last lived for a calm minute. */
    int deaths() {
        return deaths;
    }
}
