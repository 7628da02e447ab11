package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.RunConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;

/**
 * The dead man's switch: without a sign of life from risk for a while no entry leaves; exits go on. Risk repeats its trading
 * state on the control topic each minute, so a record that arrives there is a sign, whatever it says. Ends by itself with the
 * next sign.
 *
 * <p>Monotonic, and off in lock-step: time stands still there while anybody is silent, and the replay itself stops.
 */
@ApplicationScoped
public class RiskSilence {

    private final Duration longest;
    private final boolean watched;
    private volatile long heardNanos = System.nanoTime();

    RiskSilence(ExecutionConfig config, RunConfig run) {
        this.longest = config.maxRiskSilence();
        this.watched = !run.lockStep();
    }

    /** A start is a sign as well: what was before it nobody has watched. */
    void begin(@Observes @Priority(2) StartupEvent starting) {
        heard();
    }

    /** Something came from risk just now. */
    public void heard() {
        heardNanos = System.nanoTime();
    }

    /** Since the last sign; zero while nobody watches. */
    public Duration lasting() {
        return watched ? Duration.ofNanos(System.nanoTime() - heardNanos) : Duration.ZERO;
    }

    /** Why no entry may leave; empty while risk is heard. */
    public Optional<String> stopsEntries() {
        Duration silence = lasting();
        return silence.compareTo(longest) <= 0
                ? Optional.empty()
                : Optional.of("risk has given no sign of life for " + silence.toSeconds() + " s, allowed are "
                        + longest.toSeconds() + " s (ffe.execution.max-risk-silence)");
    }
}
