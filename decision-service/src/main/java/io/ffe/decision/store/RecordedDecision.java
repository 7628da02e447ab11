package io.ffe.decision.store;

import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.EventCodec;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Row of {@code decision}; written once, never changed. */
@Entity
@Table(name = "decision")
class RecordedDecision {

    @Id
    @Column(name = "decision_id")
    String decisionId;

    @Column(name = "portfolio_id")
    String portfolioId;

    @Column(name = "snapshot_id")
    String snapshotId;

    String symbol;

    @Column(name = "as_of")
    Instant asOf;

    @Column(name = "decided_at")
    Instant decidedAt;

    String outcome;

    String action;

    String tier;

    @Column(name = "core_hash")
    String coreHash;

    @Column(name = "chain_sequence")
    @Nullable
    Long chainSequence;

    String event;

    String snapshot;

    @Nullable
    String standing;

    protected RecordedDecision() {}

    RecordedDecision(Decision decision, Snapshot snapshot, @Nullable String standing) {
        this.decisionId = decision.decisionId();
        this.portfolioId = decision.portfolioId();
        this.snapshotId = decision.snapshotId();
        this.symbol = decision.symbol();
        this.asOf = decision.asOf();
        this.decidedAt = decision.decidedAt();
        this.outcome = decision.outcome().name();
        this.action = decision.action().name();
        this.tier = decision.tier().name();
        this.coreHash = CoreHash.of(decision);
        this.chainSequence = decision.chain() == null ? null : decision.chain().sequence();
        this.event = new String(EventCodec.payload(decision), StandardCharsets.UTF_8);
        this.snapshot = new String(EventCodec.payload(snapshot), StandardCharsets.UTF_8);
        this.standing = standing;
    }
}
