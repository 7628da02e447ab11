package io.ffe.risk.store;

import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.schema.event.Snapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Snapshots that were read, and the newest usable price of each symbol. */
@ApplicationScoped
public class Snapshots {

    private static final int RECENT = 64;

    private final SnapshotRow.Rows snapshots;
    private final MarkRow.Rows marks;
    private final CloseRow.Rows closes;

    /** Of those that were found, by id: each is asked for by as many decisions as there are portfolios, and never changes. */
    private final Map<String, Snapshot> recent = LastUsed.of(RECENT);

    Snapshots(SnapshotRow.Rows snapshots, MarkRow.Rows marks, CloseRow.Rows closes) {
        this.snapshots = snapshots;
        this.marks = marks;
        this.closes = closes;
    }

    /**
     * Keeps a snapshot and drops those of its symbol that are older than it by more than the retention.
     *
     * @param notAfter one of a later time than this is from the future: it is kept for the decisions that name it, which are judged by
     *     that, and is neither a price nor a reason to drop others
     */
    public void add(Snapshot snapshot, Duration retention, Instant notAfter) {
        snapshots.getEntityManager().merge(SnapshotRow.of(snapshot));
        if (snapshot.asOf().isAfter(notAfter)) {
            return;
        }
        Mark.of(snapshot).ifPresent(mark -> {
            marks.offer(mark, notAfter);
            closes.offer(mark, notAfter);
        });
        snapshots.delete(
                "symbol = ?1 and asOf < ?2", snapshot.symbol(), snapshot.asOf().minus(retention));
    }

    public boolean has(String snapshotId) {
        return recent.containsKey(snapshotId)
                || Counting.any(snapshots, "select count(s) from SnapshotRow s where s.snapshotId = ?1", snapshotId);
    }

    /**
     * Whether a later one of the symbol was read. A symbol's snapshots come in their order, so what is earlier and not here does not
     * come any more.
     *
     * @param now by the wall clock: one from the future, which somebody may send, is not the newest
     */
    public boolean passed(String symbol, Instant asOf, Instant now) {
        @Nullable
        Instant newest = snapshots
                .getEntityManager()
                .createQuery(
                        "select max(s.asOf) from SnapshotRow s where s.symbol = ?1 and s.asOf <= ?2", Instant.class)
                .setParameter(1, symbol)
                .setParameter(2, now)
                .getSingleResult();
        return newest != null && asOf.isBefore(newest);
    }

    public Optional<Snapshot> find(String snapshotId) {
        Snapshot known = recent.get(snapshotId);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Snapshot> found =
                snapshots.findByIdOptional(snapshotId).map(row -> Payloads.event(row.payload, Snapshot.class));
        found.ifPresent(snapshot -> recent.put(snapshotId, snapshot));
        return found;
    }

    /** The last usable price of each day in UTC, a day that is not over included. */
    public DailyCloses closes(Set<String> symbols, LocalDate from) {
        Map<String, SortedMap<LocalDate, BigDecimal>> bySymbol = new TreeMap<>();
        closes.list("id.symbol in ?1 and id.day >= ?2", symbols, from)
                .forEach(row -> bySymbol.computeIfAbsent(row.id.symbol(), symbol -> new TreeMap<>())
                        .put(row.id.day(), row.price));
        return new DailyCloses(bySymbol);
    }

    /** The newest usable price of each symbol. */
    public SortedMap<String, Mark> marks() {
        SortedMap<String, Mark> bySymbol = new TreeMap<>();
        marks.listAll().forEach(row -> bySymbol.put(row.symbol, row.mark()));
        return bySymbol;
    }
}
