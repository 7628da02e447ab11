package io.ffe.risk.store;

import io.ffe.risk.domain.limit.Limit;
import io.ffe.risk.domain.limit.LimitChange;
import io.ffe.risk.domain.limit.LimitSet;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Limits that were set over REST, and every change. Written under the lock of the portfolio's book only. */
@ApplicationScoped
public class LiveLimits {

    private final LimitRow.Rows limits;
    private final LimitChangeRow.Rows changes;

    LiveLimits(LimitRow.Rows limits, LimitChangeRow.Rows changes) {
        this.limits = limits;
        this.changes = changes;
    }

    /**
     * The configured limits with what was set over REST.
     *
     * @throws IllegalStateException when a limit is stored that this version does not know: to leave it out would loosen it
     */
    public LimitSet over(LimitSet configured, String portfolioId) {
        Map<String, SortedMap<Limit, String>> live = new TreeMap<>();
        limits.list("id.portfolioId", portfolioId)
                .forEach(row -> live.computeIfAbsent(row.id.scope(), scope -> new TreeMap<>())
                        .put(
                                Limit.ofKey(row.id.limitKey())
                                        .orElseThrow(() -> new IllegalStateException("limit '" + row.id.limitKey()
                                                + "' is set for portfolio " + portfolioId
                                                + " and not known to this version; expected one that is, or its row removed from"
                                                + " limit_live")),
                                row.value));
        return new LimitSet(configured.configured(), configured.symbols(), live, count(portfolioId));
    }

    /** How many changes a portfolio has seen; the next one's number is one higher. */
    public long count(String portfolioId) {
        return Counting.count(
                changes, "select count(c) from LimitChangeRow c where c.id.portfolioId = ?1", portfolioId);
    }

    /** Puts a limit in force and records who did it. */
    public void set(LimitChange change) {
        LimitRow row = new LimitRow();
        row.id = new LimitRow.Key(change.portfolioId(), change.scope(), change.key());
        row.value = change.after();
        limits.getEntityManager().merge(row);
        record(change);
    }

    /** Records what somebody did. */
    public void record(LimitChange change) {
        changes.persist(LimitChangeRow.of(change));
    }

    /** The newest changes first. */
    public List<LimitChange> newest(int limit) {
        return changes.findAll(Sort.descending("changedAt", "id.number")).page(0, limit).list().stream()
                .map(LimitChangeRow::change)
                .toList();
    }
}
