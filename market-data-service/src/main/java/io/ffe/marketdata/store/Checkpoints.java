package io.ffe.marketdata.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.ffe.marketdata.domain.SymbolCheckpoint;
import io.ffe.schema.serde.Json;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Open bars, indicator state and input offsets of a replay, saved together or not at all. */
@ApplicationScoped
public class Checkpoints implements PanacheRepositoryBase<CheckpointRow, String> {

    /** The last checkpoint of a run, or empty when it has none. */
    public Optional<Checkpoint> load(String runId) {
        return QuarkusTransaction.requiringNew()
                .call(() -> findByIdOptional(runId).map(Checkpoints::fromRow));
    }

    /** Replaces the run's checkpoint in one transaction. */
    public void save(String runId, Checkpoint checkpoint) {
        QuarkusTransaction.requiringNew().run(() -> getEntityManager().merge(toRow(runId, checkpoint)));
    }

    static CheckpointRow toRow(String runId, Checkpoint checkpoint) {
        CheckpointRow row = new CheckpointRow();
        row.runId = runId;
        row.asOf = checkpoint.asOf();
        try {
            row.tickOffsets = Json.mapper().writeValueAsString(checkpoint.tickOffsets());
            row.sequences = Json.mapper().writeValueAsString(checkpoint.sequences());
            row.totals = Json.mapper().writeValueAsString(checkpoint.totals());
            row.intake = Json.mapper().writeValueAsString(checkpoint.intake());
            row.pipelines = Json.mapper().writeValueAsBytes(checkpoint.pipelines());
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a checkpoint has a JSON form", bug);
        }
        return row;
    }

    static Checkpoint fromRow(CheckpointRow row) {
        try {
            Map<Integer, Long> offsets =
                    Json.mapper().readValue(row.tickOffsets, new TypeReference<Map<Integer, Long>>() {});
            return new Checkpoint(
                    row.asOf,
                    offsets,
                    Json.mapper().readValue(row.sequences, new TypeReference<List<Checkpoint.SourceSequence>>() {}),
                    Json.mapper().readValue(row.totals, Checkpoint.Totals.class),
                    row.intake == null
                            ? IntakeCounts.startingAt(offsets)
                            : Json.mapper().readValue(row.intake, IntakeCounts.class),
                    Json.mapper().readValue(row.pipelines, new TypeReference<List<SymbolCheckpoint>>() {}));
        } catch (IOException unreadable) {
            throw new IllegalStateException(
                    "the checkpoint of run " + row.runId + " as of " + row.asOf
                            + " cannot be read by this version; start a new run",
                    unreadable);
        }
    }
}
