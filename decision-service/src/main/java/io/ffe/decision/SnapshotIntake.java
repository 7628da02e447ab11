package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.Seat;
import io.ffe.decision.store.DecisionJobs;
import io.ffe.decision.store.DecisionJobs.Job;
import io.ffe.decision.store.Decisions;
import io.ffe.decision.store.PendingDecisions;
import io.ffe.decision.store.PendingDecisions.Pending;
import io.ffe.messaging.Traces;
import io.ffe.messaging.inbox.RunAdmission;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;

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

    /**
     * A snapshot from the future is left to the gate, which refuses it, and ends nothing: what it says of the time between is not
     * so.
     *
     * @throws io.ffe.messaging.inbox.Refusal for a snapshot of another run or origin, one without the run's kind of time, and one
     *     whose asOf is so far away that the end of its validity could not be written down
     */
    public void take(Snapshot snapshot, Envelope envelope) {
        admission.admit(snapshot.runId(), snapshot.origin(), envelope);
        admission.admitTime("asOf", snapshot.asOf());
        boolean reached = !snapshot.asOf().isAfter(ladder.limits().latestAsOf(time.now(config.hopLatency())));
        if (reached) {
            feedback.take(snapshot);
        }
        List<String> undecided = undecided(snapshot);
        if (undecided.isEmpty()) {
            return;
        }
        Map<String, List<Job>> superseded = reached ? jobs.takeSuperseded(undecided, snapshot) : Map.of();
        Map<String, List<Pending>> proposals = reached ? pending.takeSuperseded(undecided, snapshot) : Map.of();
        Map<String, Instant> waitingSince = new HashMap<>();
        List<Seat> seats = new ArrayList<>();
        for (String portfolio : undecided) {
            Seat seat = new Seat(portfolio, config.producer());
            seats.add(seat);
            for (Job older : superseded.getOrDefault(portfolio, List.of())) {
                supersede(seat, older, snapshot);
                waitingSince.merge(portfolio, older.waitingSince(), BinaryOperator.minBy(Instant::compareTo));
            }
            proposals.getOrDefault(portfolio, List.of()).forEach(older -> publication.supersede(older, snapshot));
        }
        jobs.enqueue(seats, snapshot, envelope.logicalNow(), traces.traceparent(), waitingSince);
    }

    private List<String> undecided(Snapshot snapshot) {
        Set<String> decided = Set.copyOf(decisions.portfoliosWith(config.portfolios(), snapshot.snapshotId()));
        return config.portfolios().stream()
                .distinct()
                .filter(portfolio -> !decided.contains(portfolio))
                .toList();
    }

    private void supersede(Seat seat, Job older, Snapshot newer) {
        Decision decision = ladder.superseded(older.snapshot(), seat, newer.asOf(), time.now(config.hopLatency()));
        publication.publish(decision, older.snapshot(), List.of(), null, older.traceparent(), config.hopLatency());
    }
}
