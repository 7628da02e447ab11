package io.ffe.messaging.time;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/** The one place that takes the time from the machine. */
public final class SystemClock {

    private SystemClock() {}

    @Produces
    @ApplicationScoped
    public static Clock clock() {
        return Clock.systemUTC();
    }
}
