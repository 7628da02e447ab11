package io.ffe.decision.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.decision.domain.Seat;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.Json;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The queue: one job for each portfolio and snapshot that is not decided yet. */
@ApplicationScoped
public class DecisionJobs implements PanacheRepositoryBase<DecisionJob, String> {

    private static final String SUPERSEDED = """
            SELECT * FROM decision_job
            WHERE portfolio_id = :portfolio AND symbol = :symbol AND timeframe = :timeframe AND as_of < :asOf
              AND lease_token IS NULL
            ORDER BY as_of FOR UPDATE
            """;
    private static final String NEXT = """
            SELECT * FROM decision_job
            WHERE leased_until IS NULL OR leased_until < clock_timestamp()
            ORDER BY waiting_since, as_of, symbol, decision_id
            LIMIT 1 FOR UPDATE SKIP LOCKED
            """;
    private static final String LEASE = """
            UPDATE decision_job
            SET lease_token = :token, lease_owner = :owner, leased_until = clock_timestamp() + :millis * interval '1 millisecond',
                attempts = attempts + 1
            WHERE decision_id = :decision
            """;
    private static final String RENEW = """
            UPDATE decision_job SET leased_until = clock_timestamp() + :millis * interval '1 millisecond'
            WHERE decision_id = :decision AND lease_token = :token
            """;
    private static final String GIVE_BACK = """
            UPDATE decision_job SET lease_token = NULL, lease_owner = NULL, leased_until = NULL
            WHERE lease_owner = :owner
            """;
    private static final String BACKLOG = """
            SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(waiting_since)), 0) FROM decision_job
            """;

    /**
     * A job as its worker or its successor sees it.
     *
     * @param logicalNow logical time at which the snapshot came in, null when live
     * @param waitingSince since when the symbol waits for a decision, by the database's clock
     */
    public record Job(
            Seat seat,
            Snapshot snapshot,
            @Nullable Instant logicalNow,
            @Nullable String traceparent,
            Instant waitingSince) {

        public String decisionId() {
            return seat.decisionId(snapshot.snapshotId());
        }
    }

    /** A job that one worker holds. @param token proves it: only who holds it can finish the job */
    public record Lease(Job job, UUID token) {}

    /** @param oldestAge how long the longest-waiting symbol has waited */
    public record Backlog(long jobs, Duration oldestAge) {}

    /** Adds the job unless it is there. @param waitingSince null to wait from now on */
    public void enqueue(
            Seat seat,
            Snapshot snapshot,
            @Nullable Instant logicalNow,
            @Nullable String traceparent,
            @Nullable Instant waitingSince) {
        String decisionId = seat.decisionId(snapshot.snapshotId());
        if (findByIdOptional(decisionId).isEmpty()) {
            persist(new DecisionJob(
                    decisionId,
                    seat,
                    snapshot,
                    logicalNow,
                    traceparent,
                    waitingSince == null ? databaseNow() : waitingSince));
        }
    }

    /** Takes out of the queue what the snapshot makes obsolete: older ones of its symbol that no worker has begun. */
    public List<Job> takeSuperseded(Seat seat, Snapshot newer) {
        List<DecisionJob> rows = getEntityManager()
                .createNativeQuery(SUPERSEDED, DecisionJob.class)
                .setParameter("portfolio", seat.portfolioId())
                .setParameter("symbol", newer.symbol())
                .setParameter("timeframe", newer.timeframe().label())
                .setParameter("asOf", newer.asOf())
                .getResultList();
        rows.forEach(this::delete);
        return rows.stream().map(DecisionJobs::job).toList();
    }

    /**
     * Leases the job whose symbol has waited longest; empty when there is none that is free.
     *
     * @param owner the instance that works on it
     */
    public Optional<Lease> lease(String owner, Duration time) {
        List<DecisionJob> next =
                getEntityManager().createNativeQuery(NEXT, DecisionJob.class).getResultList();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        DecisionJob row = next.getFirst();
        UUID token = UUID.randomUUID();
        getEntityManager()
                .createNativeQuery(LEASE)
                .setParameter("token", token)
                .setParameter("owner", owner)
                .setParameter("millis", time.toMillis())
                .setParameter("decision", row.decisionId)
                .executeUpdate();
        return Optional.of(new Lease(job(row), token));
    }

    /** Lets the lease begin anew. @return false when somebody else holds the job by now or has ended it */
    public boolean renew(Lease lease, Duration time) {
        return getEntityManager()
                        .createNativeQuery(RENEW)
                        .setParameter("token", lease.token())
                        .setParameter("millis", time.toMillis())
                        .setParameter("decision", lease.job().decisionId())
                        .executeUpdate()
                == 1;
    }

    /** Frees what an earlier life of the instance has left leased; should that life go on, its tokens are worth nothing. */
    public int giveBack(String owner) {
        return getEntityManager()
                .createNativeQuery(GIVE_BACK)
                .setParameter("owner", owner)
                .executeUpdate();
    }

    /** Ends a leased job. @return false when somebody else holds it by now or has ended it: then nothing may be recorded */
    public boolean finish(Lease lease) {
        return delete("decisionId = ?1 and leaseToken = ?2", lease.job().decisionId(), lease.token()) == 1;
    }

    public Backlog backlog() {
        Object[] row = (Object[]) getEntityManager().createNativeQuery(BACKLOG).getSingleResult();
        return new Backlog(
                ((Number) row[0]).longValue(), Duration.ofMillis((long) (((Number) row[1]).doubleValue() * 1000)));
    }

    private Instant databaseNow() {
        return (Instant) getEntityManager()
                .createNativeQuery("SELECT clock_timestamp()", Instant.class)
                .getSingleResult();
    }

    private static Job job(DecisionJob row) {
        try {
            return new Job(
                    new Seat(row.portfolioId, row.producer),
                    Json.mapper().readValue(row.snapshot, Snapshot.class),
                    row.logicalNow,
                    row.traceparent,
                    row.waitingSince);
        } catch (JsonProcessingException torn) {
            throw new IllegalStateException("job " + row.decisionId + " does not hold a snapshot", torn);
        }
    }
}
