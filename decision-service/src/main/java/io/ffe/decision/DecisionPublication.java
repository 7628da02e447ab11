package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.Mode;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.Proposals;
import io.ffe.decision.domain.Proposals.Lapse;
import io.ffe.decision.domain.Standing;
import io.ffe.decision.store.Decisions;
import io.ffe.decision.store.PendingDecisions;
import io.ffe.decision.store.PendingDecisions.Pending;
import io.ffe.messaging.LogIds;
import io.ffe.messaging.Traces;
import io.ffe.messaging.outbox.Outbox;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.topic.Topics;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a decision becomes an event. In mode approve a decision to act becomes none yet: it waits as a row, outside
 * of record, chain and outbox, so that nobody downstream can see it before it has ended. Every method expects the caller's
 * transaction.
 */
@ApplicationScoped
public class DecisionPublication {

    private final Mode mode;
    private final Duration hopLatency;
    private final Decisions decisions;
    private final PendingDecisions pending;
    private final Feedback feedback;
    private final Outbox outbox;
    private final LogicalTime time;
    private final Traces traces;
    private final Event<Recorded> isRecorded;

    DecisionPublication(
            DecisionConfig config,
            Decisions decisions,
            PendingDecisions pending,
            Feedback feedback,
            Outbox outbox,
            LogicalTime time,
            Traces traces,
            Event<Recorded> isRecorded) {
        this.mode = config.mode();
        this.hopLatency = config.hopLatency();
        this.decisions = decisions;
        this.pending = pending;
        this.feedback = feedback;
        this.outbox = outbox;
        this.time = time;
        this.traces = traces;
        this.isRecorded = isRecorded;
    }

    /** @throws IllegalArgumentException for approvals in a replay: nobody can agree in logical time */
    static Mode permitted(Mode mode, Origin origin) {
        if (mode == Mode.APPROVE && origin != Origin.LIVE) {
            throw new IllegalArgumentException("ffe.decision.mode is approve in a run whose ffe.run.origin is " + origin
                    + ", expected automatic or signal-only: nobody can agree in logical time, and a replay must not depend"
                    + " on who was at the keyboard. Approvals go with live prices, as in ./ffe up --feed coinbase");
        }
        return mode;
    }

    /**
     * Records and publishes a decision, or lets it wait for an operator.
     *
     * @param calls how models were asked, in that order
     * @param standing what members were worth; null where nobody voted
     * @param traceparent of the work that made it
     */
    void publish(
            Decision made,
            Snapshot snapshot,
            List<ModelCall> calls,
            @Nullable Standing standing,
            @Nullable String traceparent,
            Duration tookInReplay) {
        Decision kept = decisions.keep(made, snapshot, calls, standing);
        if (!Proposals.concerns(kept)) {
            record(kept, snapshot, standing, tookInReplay);
            return;
        }
        switch (mode) {
            case AUTOMATIC -> record(kept, snapshot, standing, tookInReplay);
            case SIGNAL_ONLY -> record(Proposals.signalled(kept), snapshot, standing, tookInReplay);
            case APPROVE -> pending.add(new Pending(kept, snapshot, standing, traceparent));
        }
    }

    /** Ends a proposal, which its caller has taken out, because the snapshot makes it obsolete. */
    void supersede(Pending older, Snapshot newer) {
        end(older, Proposals.lapsed(older.decision(), Lapse.superseded(newer.asOf()), time.now()));
    }

    /** Records and publishes how a proposal ended, which its caller has taken out. */
    void end(Pending proposal, Decision ended) {
        traces.inSpan(
                "end proposal",
                SpanKind.INTERNAL,
                proposal.traceparent(),
                () -> record(ended, proposal.snapshot(), proposal.standing(), hopLatency));
    }

    private void record(Decision decision, Snapshot snapshot, @Nullable Standing standing, Duration tookInReplay) {
        LogIds.during(decision, () -> {
            Decision recorded = decisions.add(decision, snapshot, standing);
            feedback.opened(recorded, snapshot);
            outbox.append(Topics.DECISIONS, recorded, recorded.portfolioId(), tookInReplay);
            isRecorded.fire(new Recorded(recorded));
        });
    }
}
