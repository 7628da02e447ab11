package io.ffe.stack.testing;

import java.lang.management.ManagementFactory;
import java.util.List;

/** Hands the coverage agent of a test's JVM on to the JVMs that it starts, so that what they run counts as well. */
public final class CoverageAgent {

    private CoverageAgent() {}

    /** The options that start it; none when this JVM has none. */
    public static List<String> options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
                .toList();
    }
}
