package io.ffe.stack.process;

import java.time.Duration;

/**
 * How long to wait before a dead process is started again. One that had done its work for a while is started at once; of
 * one that dies soon again and again the pause doubles, from half a second to the longest. Takes durations of the monotonic
 * clock.
 */
final class Backoff {

    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofSeconds(30);
    /** Long enough to have started and worked, on a slow machine too. */
    static final Duration WORKED = Duration.ofSeconds(15);
    /** From this many soon deaths in a row it is called a crash loop. */
    static final int LOOP = 4;

    private final Duration longest;
    private int deaths;

    Backoff(Duration longest) {
        this.longest = longest;
    }

    /** Counts a death of a process that had lived for so long. */
    Duration afterDeath(Duration lived) {
        if (lived.compareTo(WORKED) >= 0) {
            deaths = 0;
        }
        deaths++;
        if (deaths == 1) {
            return Duration.ZERO;
        }
        Duration doubled = FIRST.multipliedBy(1L << Math.min(deaths - 2, 16));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /** Deaths since it last did its work for a while. */
    int deaths() {
        return deaths;
    }
}
