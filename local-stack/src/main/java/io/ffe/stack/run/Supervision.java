package io.ffe.stack.run;

import io.ffe.stack.process.Compilers;
import io.ffe.stack.process.SupervisedProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How processes are kept up, and what they are told besides.
 *
 * @param longestPause before a process that dies again and again is started once more
 * @param environment added to every service's own
 * @param starts how services are started
 * @param compilers of services and broker; start caches are made for the first one alone
 * @param options more options for a service's JVM by its component's name, behind the usual ones, so that they win; asked at each
 *     start
 */
public record Supervision(
        Duration longestPause,
        Map<String, String> environment,
        Starts starts,
        Compilers compilers,
        Function<String, List<String>> options) {

    /** As {@code ./ffe up} does it. */
    public static Supervision usual(Starts starts) {
        return new Supervision(
                SupervisedProcess.LONGEST_PAUSE, Map.of(), starts, Compilers.FIRST, component -> List.of());
    }

    /** As {@code ./ffe up} does it where the same work goes on for many minutes. */
    public static Supervision ofLongWork() {
        return new Supervision(
                SupervisedProcess.LONGEST_PAUSE, Map.of(), Starts.PLAIN, Compilers.BOTH, component -> List.of());
    }

    public Supervision {
        environment = Map.copyOf(environment);
    }
}
