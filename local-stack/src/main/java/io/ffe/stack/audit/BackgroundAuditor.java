package io.ffe.stack.audit;

import io.ffe.stack.run.Companion;
import io.ffe.stack.run.CurrentRun;
import java.time.Duration;
import java.util.List;

/**
 * {@code ffe audit --every} as a process beside the services. A process of its own, because what it remembers grows with the
 * run: should it ever run out of memory, it alone is started again, and not the runner that holds everything.
 */
public final class BackgroundAuditor {

    /** How often {@code ffe up} has its run audited. */
    public static final Duration EVERY = Duration.ofSeconds(60);

    /** Unless somebody has it. */
    public static final int PORT = 18086;

    private BackgroundAuditor() {}

    /** For the run that is up. @param every pause between two passes, in whole seconds */
    public static Companion of(CurrentRun run, Duration every) {
        return new Companion(
                Companion.AUDITOR,
                PORT,
                "192m",
                port -> List.of("audit", "--every", every.toSeconds() + "s", "--metrics-port", String.valueOf(port)),
                EnvironmentSources.of(AuditSources.of(run), run.postgresAddress()));
    }
}
