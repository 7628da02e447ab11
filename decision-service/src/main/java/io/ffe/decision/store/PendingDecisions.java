package io.ffe.decision.store;

import io.ffe.decision.domain.Standing;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decisions to act that wait for an operator. Whoever ends one takes its row out first, so that it ends once, whatever else
 * happens at the same time.
 */
@ApplicationScoped
public class PendingDecisions implements PanacheRepositoryBase<PendingDecision, String> {

    private static final String EXPIRED = """
            SELECT * FROM pending_decision WHERE valid_until < :now ORDER BY valid_until, decision_id
            LIMIT :most FOR UPDATE SKIP LOCKED
            """;

    /** Of the symbol's later snapshots in the same timeframe the latest, wherever it stands by now. */
    private static final String NEWER = """
            SELECT max(as_of) FROM (
                SELECT as_of FROM decision_job
                WHERE portfolio_id = :portfolio AND symbol = :symbol AND timeframe = :timeframe AND as_of > :asOf
                UNION ALL
                SELECT as_of FROM pending_decision
                WHERE portfolio_id = :portfolio AND symbol = :symbol AND timeframe = :timeframe AND as_of > :asOf
                UNION ALL
                SELECT as_of FROM decision
                WHERE portfolio_id = :portfolio AND symbol = :symbol AND as_of > :asOf
                  AND cast(event AS json) ->> 'timeframe' = :timeframe
            ) AS later WHERE as_of <= :through
            """;

    /**
     * @param decision as it would be published if nobody had to agree
     * @param standing what members were worth when it was made
     * @param traceparent of the work that made it
     */
    public record Pending(
            Decision decision,
            Snapshot snapshot,
            @Nullable Standing standing,
            @Nullable String traceparent) {}

    public void add(Pending proposal) {
        persist(new PendingDecision(proposal));
    }

    /** Those that wait, the one that ends first leading. */
    public List<Pending> waiting(int limit) {
        return findAll(Sort.by("validUntil").and("decisionId")).page(0, limit).stream()
                .map(PendingDecisions::pending)
                .toList();
    }

    /** Takes one out; empty when it does not wait (any more). Waits for whoever is about to end it. */
    public Optional<Pending> take(String decisionId) {
        return findByIdOptional(decisionId, LockModeType.PESSIMISTIC_WRITE).map(this::taken);
    }

    /** Takes out what nobody can agree to any more, the oldest first. */
    public List<Pending> takeExpired(Instant now, int most) {
        List<PendingDecision> rows = getEntityManager()
                .createNativeQuery(EXPIRED, PendingDecision.class)
                .setParameter("now", now)
                .setParameter("most", most)
                .getResultList();
        return rows.stream().map(this::taken).toList();
    }

    /**
     * Takes out what the snapshot makes obsolete: proposals on older ones of its symbol.
     *
     * @return by portfolio, the oldest first
     */
    public Map<String, List<Pending>> takeSuperseded(Collection<String> portfolios, Snapshot newer) {
        return find(
                        "portfolioId in ?1 and symbol = ?2 and timeframe = ?3 and asOf < ?4",
                        Sort.by("portfolioId").and("asOf"),
                        portfolios,
                        newer.symbol(),
                        newer.timeframe().label(),
                        newer.asOf())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .stream()
                .map(this::taken)
                .collect(Collectors.groupingBy(proposal -> proposal.decision().portfolioId()));
    }

    /**
     * The asOf of the latest snapshot that came after the decision's own; empty when there is none.
     *
     * @param through later ones are from the future and do not count
     */
    public Optional<Instant> newerThan(Decision decision, Instant through) {
        return Optional.ofNullable((Instant) getEntityManager()
                .createNativeQuery(NEWER, Instant.class)
                .setParameter("portfolio", decision.portfolioId())
                .setParameter("symbol", decision.symbol())
                .setParameter("timeframe", decision.timeframe().label())
                .setParameter("asOf", decision.asOf())
                .setParameter("through", through)
                .getSingleResult());
    }

    private Pending taken(PendingDecision row) {
        delete(row);
        return pending(row);
    }

    private static Pending pending(PendingDecision row) {
        return new Pending(
                Decisions.read(row.event, Decision.class),
                Decisions.read(row.snapshot, Snapshot.class),
                row.standing == null ? null : Decisions.read(row.standing, Standing.class),
                row.traceparent);
    }
}
