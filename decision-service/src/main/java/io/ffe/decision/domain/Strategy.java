package io.ffe.decision.domain;

import io.ffe.schema.event.Snapshot;

/** A deterministic reader of snapshots. Implementations are pure: no state, no clock, no I/O. */
public interface Strategy {

    /** The member's name on votes and in metrics, as in {@code trend-following}. */
    String member();

    /** Raised whenever a snapshot may get another opinion than before. */
    String version();

    Opinion judge(Snapshot snapshot);
}
