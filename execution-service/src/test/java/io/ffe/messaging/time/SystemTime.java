package io.ffe.messaging.time;

import io.ffe.messaging.RunConfig;
import java.time.Clock;

/** The system's time, for tests without a container. */
public final class SystemTime {

    private SystemTime() {}

    public static LogicalTime of(RunConfig run) {
        return new LogicalTime(Clock.systemUTC(), run);
    }
}
