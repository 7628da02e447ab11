package io.ffe.stack.run;

import io.ffe.stack.process.Compilers;
import io.ffe.stack.process.SupervisedProcess;
import java.time.Duration;
import java.util.Map;

/**
 * How processes are kept up, and what they are told besides.
 *
 * @param longestPause before a process that dies again and again is started once more
 * @param environment added to every service's own
 * @param starts how services are started
 * @param compilers of services and broker; start caches are made for the first one alone
 */
public record Supervision(Duration longestPause, Map<String, String> environment, Starts starts, Compilers compilers) {

    /** As {@code ./ffe up} does it. */
    public static Supervision usual(Starts starts) {
        return new Supervision(SupervisedProcess.LONGEST_PAUSE, Map.of(), starts, Compilers.FIRST);
    }

    /** As {@code ./ffe up} does it where the same work goes on for many minutes. */
    public static Supervision ofLongWork() {
        return new Supervision(SupervisedProcess.LONGEST_PAUSE, Map.of(), Starts.PLAIN, Compilers.BOTH);
    }

    public Supervision {
        environment = Map.copyOf(environment);
    }
}
