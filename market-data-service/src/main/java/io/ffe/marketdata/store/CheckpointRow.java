package io.ffe.marketdata.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** Table {@code checkpoint}; see {@link Checkpoint} for what the columns hold. */
@Entity
@Table(name = "checkpoint")
@NullUnmarked
class CheckpointRow {

    @Id
    @Column(name = "run_id")
    String runId;

    @Column(name = "as_of", nullable = false)
    Instant asOf;

    @Column(name = "tick_offsets", nullable = false)
    String tickOffsets;

    @Column(nullable = false)
    String sequences;

    @Column(nullable = false)
    String totals;

    String intake;

    @Column(nullable = false)
    byte[] pipelines;
}
