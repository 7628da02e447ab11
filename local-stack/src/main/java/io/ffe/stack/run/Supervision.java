package io.ffe.stack.run;

import io.ffe.stack.process.SupervisedProcess;
import java.time.Duration;
import java.util.Map;

/**
 * How processes are kept up, and what they are told besides.
 *
 * @param longestPause before a process that dies again and again is started once more
 * @param environment added to every service's own
 */
public record Supervision(Duration longestPause, Map<String, String> environment) {

    /** As {@code ./ffe up} does it. */
    public static final Supervision USUAL = new Supervision(SupervisedProcess.LONGEST_PAUSE, Map.of());

    public Supervision {
        environment = Map.copyOf(environment);
    }
}
