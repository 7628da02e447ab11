package io.ffe.decision.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Row of {@code decision_job}, as it is read; {@link DecisionJobs#enqueue} writes them. */
@Entity
@Table(name = "decision_job")
class DecisionJob {

    @Id
    @Column(name = "decision_id")
    String decisionId;

    @Column(name = "portfolio_id")
    String portfolioId;

    String producer;

    @Column(name = "snapshot_id")
    String snapshotId;

    String symbol;

    String timeframe;

    @Column(name = "as_of")
    Instant asOf;

    String snapshot;

    @Column(name = "logical_now")
    @Nullable
    Instant logicalNow;

    @Nullable
    String traceparent;

    @Column(name = "waiting_since")
    Instant waitingSince;

    @Column(name = "lease_token")
    @Nullable
    UUID leaseToken;

    @Column(name = "lease_owner")
    @Nullable
    String leaseOwner;

    @Column(name = "leased_until")
    @Nullable
    Instant leasedUntil;

    int attempts;

    protected DecisionJob() {}
}
