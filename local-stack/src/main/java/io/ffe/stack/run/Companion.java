package io.ffe.stack.run;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A process beside the services that is this very command: started when they are ready, stopped before them, and waited for by
 * nobody.
 *
 * @param defaultPort taken unless somebody has it
 * @param heap largest heap as {@code -Xmx} takes it
 * @param arguments of the command, given the port
 * @param environment what is not to be seen on a command line, passwords among it
 */
public record Companion(
        String component,
        int defaultPort,
        String heap,
        IntFunction<List<String>> arguments,
        Map<String, String> environment) {

    /** The background auditor's name. */
    public static final String AUDITOR = "auditor";
}
