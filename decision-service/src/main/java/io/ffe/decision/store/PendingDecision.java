package io.ffe.decision.store;

import io.ffe.decision.store.PendingDecisions.Pending;
import io.ffe.schema.event.Decision;
import io.ffe.schema.serde.EventCodec;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Row of {@code pending_decision}. */
@Entity
@Table(name = "pending_decision")
class PendingDecision {

    @Id
    @Column(name = "decision_id")
    String decisionId;

    @Column(name = "portfolio_id")
    String portfolioId;

    @Column(name = "snapshot_id")
    String snapshotId;

    String symbol;

    String timeframe;

    @Column(name = "as_of")
    Instant asOf;

    @Column(name = "valid_until")
    Instant validUntil;

    String event;

    String snapshot;

    @Nullable
    String standing;

    @Nullable
    String traceparent;

    protected PendingDecision() {}

    PendingDecision(Pending proposal) {
        Decision decision = proposal.decision();
        this.decisionId = decision.decisionId();
        this.portfolioId = decision.portfolioId();
        this.snapshotId = decision.snapshotId();
        this.symbol = decision.symbol();
        this.timeframe = decision.timeframe().label();
        this.asOf = decision.asOf();
        this.validUntil = decision.validUntil();
        this.event = new String(EventCodec.payload(decision), StandardCharsets.UTF_8);
        this.snapshot = new String(EventCodec.payload(proposal.snapshot()), StandardCharsets.UTF_8);
        this.standing = proposal.standing() == null ? null : OpenScores.write(proposal.standing());
        this.traceparent = proposal.traceparent();
    }
}
