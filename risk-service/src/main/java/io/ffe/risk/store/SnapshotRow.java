package io.ffe.risk.store;

import io.ffe.schema.event.Snapshot;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "snapshot")
@NullUnmarked
class SnapshotRow {

    @Id
    String snapshotId;

    String symbol;
    Instant asOf;
    String payload;

    static SnapshotRow of(Snapshot snapshot) {
        SnapshotRow row = new SnapshotRow();
        row.snapshotId = snapshot.snapshotId();
        row.symbol = snapshot.symbol();
        row.asOf = snapshot.asOf();
        row.payload = Payloads.text(snapshot);
        return row;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<SnapshotRow, String> {}
}
