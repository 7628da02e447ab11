package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.Seat;
import io.ffe.decision.store.DecisionJobs;
import io.ffe.decision.store.DecisionJobs.Job;
import io.ffe.decision.store.Decisions;
import io.ffe.decision.store.PendingDecisions;
import io.ffe.messaging.Traces;
import io.ffe.messaging.inbox.RunAdmission;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot in: outcomes of the decisions whose window it ends, one job for each portfolio, and the end of those that it
 * supersedes. Runs inside the inbox's transaction and calls nobody.
 */
@ApplicationScoped
public class SnapshotIntake {

    private final DecisionConfig config;
    private final RunAdmission admission;
    private final Ladder ladder;
    private final DecisionJobs jobs;
    private final Decisions decisions;
    private final PendingDecisions pending;
    private final DecisionPublication publication;
    private final LogicalTime time;
    private final Traces traces;
    private final Feedback feedback;

    SnapshotIntake(
            DecisionConfig config,
            RunAdmission admission,
            Ladder ladder,
            DecisionJobs jobs,
            Decisions decisions,
            PendingDecisions pending,
            DecisionPublication publication,
            LogicalTime time,
            Traces traces,
            Feedback feedback) {
        this.config = config;
        this.admission = admission;
        this.ladder = ladder;
        this.jobs = jobs;
        this.decisions = decisions;
        this.pending = pending;
        this.publication = publication;
        this.time = time;
        this.traces = traces;
        this.feedback = feedback;
    }

    /** @throws io.ffe.messaging.inbox.Refusal for a snapshot of another run or origin, or one without the run's kind of time */
    public void take(Snapshot snapshot, Envelope envelope) {
        admission.admit(snapshot.runId(), snapshot.origin(), envelope);
        feedback.take(snapshot);
        for (String portfolio : config.portfolios()) {
            Seat seat = new Seat(portfolio, config.producer());
            if (!decisions.has(portfolio, snapshot.snapshotId()) && !pending.has(portfolio, snapshot.snapshotId())) {
                enqueue(seat, snapshot, envelope.logicalNow());
            }
        }
    }

    private void enqueue(Seat seat, Snapshot snapshot, @Nullable Instant logicalNow) {
        List<Job> superseded = jobs.takeSuperseded(seat, snapshot);
        for (Job older : superseded) {
            Decision decision =
                    ladder.superseded(older.snapshot(), seat, snapshot.asOf(), time.now(config.hopLatency()));
            publication.publish(decision, older.snapshot(), List.of(), null, older.traceparent(), config.hopLatency());
        }
        publication.supersede(seat, snapshot);
        Instant waitingSince = superseded.stream()
                .map(Job::waitingSince)
                .min(Instant::compareTo)
                .orElse(null);
        jobs.enqueue(seat, snapshot, logicalNow, traces.traceparent(), waitingSince);
    }
}
