package io.ffe.decision;

import io.ffe.decision.store.DecisionJobs.Backlog;
import io.ffe.messaging.time.Ages;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Proposal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What this stage counts; every label is an enum's. */
@ApplicationScoped
public class DecisionMeters {

    private final MeterRegistry registry;
    private final Timer age;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong oldestMillis = new AtomicLong();

    DecisionMeters(MeterRegistry registry) {
        this.registry = registry;
        this.age = Timer.builder("ffe.decision.age")
                .description("decidedAt minus the asOf of the snapshot; logical in a replay")
                .serviceLevelObjectives(
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(15))
                .register(registry);
        registry.gauge("ffe.decision.queue.depth", queued);
        registry.gauge("ffe.decision.queue.oldest.age.seconds", oldestMillis, millis -> millis.get() / 1000.0);
    }

    void decided(Decision decision) {
        registry.counter(
                        "ffe.decisions",
                        "outcome",
                        decision.outcome().name(),
                        "action",
                        decision.action().name(),
                        "tier",
                        decision.tier().name())
                .increment();
        Ages.record(age, Duration.between(decision.asOf(), decision.decidedAt()));
    }

    void scored(Outcome outcome) {
        registry.counter("ffe.outcomes", "label", outcome.label().name()).increment();
    }

    /** @param proposal as it ended */
    void ended(Proposal proposal) {
        registry.counter(
                        "ffe.decision.proposals",
                        "mode",
                        proposal.mode().name(),
                        "end",
                        proposal.end().name())
                .increment();
    }

    void backlog(Backlog backlog) {
        queued.set(backlog.jobs());
        oldestMillis.set(backlog.oldestAge().toMillis());
    }
}
