package io.ffe.messaging.time;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Ages for timers. A record may claim any year, and a timer counts nanoseconds: an age that it cannot hold is left out, and keeps
 * nothing from being done.
 */
public final class Ages {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Ages() {}

    public static void record(Timer timer, Duration age) {
        if (age.abs().compareTo(LONGEST) < 0) {
            timer.record(age);
        }
    }
}
