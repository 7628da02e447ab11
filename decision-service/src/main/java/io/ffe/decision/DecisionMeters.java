package io.ffe.decision;

import io.ffe.decision.store.DecisionJobs.Backlog;
import io.ffe.messaging.time.Ages;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Proposal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What this stage counts, each after its commit, so that what was rolled back is not in it; every label is an enum's. */
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

    void recorded(@Observes(during = TransactionPhase.AFTER_SUCCESS) Recorded recorded) {
        Decision decision = recorded.decision();
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
        Proposal proposal = decision.proposal();
        if (proposal != null) {
            registry.counter(
                            "ffe.decision.proposals",
                            "mode",
                            proposal.mode().name(),
                            "end",
                            proposal.end().name())
                    .increment();
        }
    }

    void scored(@Observes(during = TransactionPhase.AFTER_SUCCESS) Scored scored) {
        registry.counter("ffe.outcomes", "label", scored.outcome().label().name())
                .increment();
    }

    void backlog(Backlog backlog) {
        queued.set(backlog.jobs());
        oldestMillis.set(backlog.oldestAge().toMillis());
    }
}
