package io.ffe.risk;

import io.ffe.messaging.inbox.RunAdmission;
import io.ffe.risk.config.RiskConfig;
import io.ffe.risk.store.Snapshots;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.Envelope;
import jakarta.enterprise.context.ApplicationScoped;

/** A snapshot comes in: kept for the decisions that will name it, its quote becomes the symbol's newest price. */
@ApplicationScoped
public class SnapshotIntake {

    private final RunAdmission admission;
    private final Snapshots snapshots;
    private final RiskConfig config;

    SnapshotIntake(RunAdmission admission, Snapshots snapshots, RiskConfig config) {
        this.admission = admission;
        this.snapshots = snapshots;
        this.config = config;
    }

    /**
     * Takes a snapshot in the transaction of its inbox row.
     *
     * @throws io.ffe.messaging.inbox.Refusal when it belongs to another run, or its prices are of another origin than the run's
     */
    public void take(Snapshot snapshot, Envelope envelope) {
        admission.admit(snapshot.runId(), snapshot.origin(), envelope);
        snapshots.add(snapshot, config.snapshotRetention());
    }
}
