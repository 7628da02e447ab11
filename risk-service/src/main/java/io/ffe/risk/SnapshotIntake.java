package io.ffe.risk;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.RunAdmission;
import io.ffe.risk.config.RiskConfig;
import io.ffe.risk.store.Snapshots;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** A snapshot comes in: kept for the decisions that will name it, its quote becomes the symbol's newest price. */
@ApplicationScoped
public class SnapshotIntake {

    private static final Logger LOG = Logger.getLogger(SnapshotIntake.class);

    /** No clock that anybody works with is off by more; what is nearer is the limits' to judge. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    /** Prices of a replay may be of any time. */
    private static final Instant NO_END = Instant.parse("9999-12-31T00:00:00Z");

    private final RunAdmission admission;
    private final Snapshots snapshots;
    private final RiskConfig config;
    private final boolean live;
    private final Clock clock;

    SnapshotIntake(RunAdmission admission, Snapshots snapshots, RiskConfig config, RunConfig run, Clock clock) {
        this.admission = admission;
        this.snapshots = snapshots;
        this.config = config;
        this.live = run.origin() == Origin.LIVE;
        this.clock = clock;
    }

    /**
     * Takes a snapshot in the transaction of its inbox row.
     *
     * @throws io.ffe.messaging.inbox.Refusal when it belongs to another run, or its prices are of another origin than the run's
     */
    public void take(Snapshot snapshot, Envelope envelope) {
        admission.admit(snapshot.runId(), snapshot.origin(), envelope);
        Instant notAfter = live ? clock.instant().plus(CLOCKS_DIFFER) : NO_END;
        if (snapshot.asOf().isAfter(notAfter)) {
            LOG.warnf(
                    "snapshot is from the future, its price is not used symbol=%s asOf=%s expected=\"at most %s\"",
                    snapshot.symbol(), snapshot.asOf(), notAfter);
        }
        snapshots.add(snapshot, config.snapshotRetention(), notAfter);
    }
}
