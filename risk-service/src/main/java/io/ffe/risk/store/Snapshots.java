package io.ffe.risk.store;

import io.ffe.risk.domain.book.Mark;
import io.ffe.schema.event.Snapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Snapshots that were read, and the newest usable price of each symbol. */
@ApplicationScoped
public class Snapshots {

    private final SnapshotRow.Rows snapshots;
    private final MarkRow.Rows marks;

    Snapshots(SnapshotRow.Rows snapshots, MarkRow.Rows marks) {
        this.snapshots = snapshots;
        this.marks = marks;
    }

    /** Keeps a snapshot and drops those of its symbol that are older than it by more than the retention. */
    public void add(Snapshot snapshot, Duration retention) {
        snapshots.getEntityManager().merge(SnapshotRow.of(snapshot));
        Mark.of(snapshot).ifPresent(marks::offer);
        snapshots.delete(
                "symbol = ?1 and asOf < ?2", snapshot.symbol(), snapshot.asOf().minus(retention));
    }

    public boolean has(String snapshotId) {
        return snapshots.count("snapshotId", snapshotId) > 0;
    }

    public Optional<Snapshot> find(String snapshotId) {
        return snapshots.findByIdOptional(snapshotId).map(row -> Payloads.event(row.payload, Snapshot.class));
    }

    /** The newest usable price of each symbol. */
    public SortedMap<String, Mark> marks() {
        SortedMap<String, Mark> bySymbol = new TreeMap<>();
        marks.listAll().forEach(row -> bySymbol.put(row.symbol, row.mark()));
        return bySymbol;
    }
}
