package io.ffe.decision.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.decision.domain.Seat;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The queue: one job for each portfolio and snapshot that is not decided yet. */
@ApplicationScoped
public class DecisionJobs implements PanacheRepositoryBase<DecisionJob, String> {

    /** One statement for all portfolios: they fall due at the same close, and the last of them waits for the others. */
    private static final String ENQUEUE = """
            INSERT INTO decision_job (decision_id, portfolio_id, producer, snapshot_id, symbol, timeframe, as_of, snapshot,
                                      logical_now, traceparent, waiting_since)
            SELECT job.decision_id, job.portfolio_id, job.producer, :snapshotId, :symbol, :timeframe, :asOf, :snapshot,
                   :logicalNow, :traceparent, coalesce(job.waiting_since, clock_timestamp())
            FROM unnest(:decisions, :portfolios, :producers, :waiting)
                AS job (decision_id, portfolio_id, producer, waiting_since)
            ON CONFLICT DO NOTHING
            """;

    private static final String SUPERSEDED = """
            SELECT * FROM decision_job
            WHERE portfolio_id IN (:portfolios) AND symbol = :symbol AND timeframe = :timeframe AND as_of < :asOf
              AND lease_token IS NULL
            ORDER BY portfolio_id, as_of FOR UPDATE
            """;

    /**
     * What a dead instance left is free when its lease is over. What fails again and again is left alone for longer each time, up
     * to 254 s: by its wait it would come first for ever.
     */
    private static final String LEASE_NEXT = """
            UPDATE decision_job
            SET lease_token = :token, lease_owner = :owner, leased_until = clock_timestamp() + :millis * interval '1 millisecond',
                attempts = attempts + 1
            WHERE decision_id = (
                SELECT decision_id FROM decision_job
                WHERE leased_until IS NULL
                   OR leased_until + (2 ^ least(attempts, 8) - 2) * interval '1 second' < clock_timestamp()
                ORDER BY waiting_since, as_of, symbol, decision_id
                LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """;

    /** A lease that a crash of the database forgets frees its job, and its token finishes nothing. */
    private static final String LEASE_NEED_NOT_LAST = "SET LOCAL synchronous_commit = off";

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

    /**
     * Adds a job for each seat; one that is there stays as it is.
     *
     * @param waitingSince by portfolio, for those that do not wait from now on
     */
    public void enqueue(
            List<Seat> seats,
            Snapshot snapshot,
            @Nullable Instant logicalNow,
            @Nullable String traceparent,
            Map<String, Instant> waitingSince) {
        getEntityManager()
                .unwrap(Session.class)
                .createNativeMutationQuery(ENQUEUE)
                .setParameter("decisions", texts(seats, seat -> seat.decisionId(snapshot.snapshotId())), String[].class)
                .setParameter("portfolios", texts(seats, Seat::portfolioId), String[].class)
                .setParameter("producers", texts(seats, Seat::producer), String[].class)
                .setParameter(
                        "waiting",
                        seats.stream()
                                .map(seat -> waitingSince.get(seat.portfolioId()))
                                .toArray(Instant[]::new),
                        Instant[].class)
                .setParameter("snapshotId", snapshot.snapshotId())
                .setParameter("symbol", snapshot.symbol())
                .setParameter("timeframe", snapshot.timeframe().label())
                .setParameter("asOf", snapshot.asOf())
                .setParameter("snapshot", new String(EventCodec.payload(snapshot), StandardCharsets.UTF_8))
                .setParameter("logicalNow", logicalNow, Instant.class)
                .setParameter("traceparent", traceparent, String.class)
                .executeUpdate();
    }

    private static String[] texts(List<Seat> seats, Function<Seat, String> text) {
        return seats.stream().map(text).toArray(String[]::new);
    }

    /**
     * Takes out of the queue what the snapshot makes obsolete: older ones of its symbol that no worker has begun.
     *
     * @return by portfolio, the oldest first
     */
    public Map<String, List<Job>> takeSuperseded(Collection<String> portfolios, Snapshot newer) {
        List<DecisionJob> rows = getEntityManager()
                .createNativeQuery(SUPERSEDED, DecisionJob.class)
                .setParameter("portfolios", portfolios)
                .setParameter("symbol", newer.symbol())
                .setParameter("timeframe", newer.timeframe().label())
                .setParameter("asOf", newer.asOf())
                .getResultList();
        rows.forEach(this::delete);
        return rows.stream()
                .map(DecisionJobs::job)
                .collect(Collectors.groupingBy(job -> job.seat().portfolioId()));
    }

    /**
     * Leases the job whose symbol has waited longest; empty when there is none that is free. Alone in its transaction: nothing else in
     * it may be on disk when it has committed.
     *
     * @param owner the instance that works on it
     * @param lasting whether the commit waits for the disk, as it has to when what is done under the lease must not be done twice
     */
    public Optional<Lease> lease(String owner, Duration time, boolean lasting) {
        UUID token = UUID.randomUUID();
        List<DecisionJob> next = getEntityManager()
                .createNativeQuery(LEASE_NEXT, DecisionJob.class)
                .setParameter("token", token)
                .setParameter("owner", owner)
                .setParameter("millis", time.toMillis())
                .getResultList();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        if (!lasting) {
            getEntityManager().createNativeQuery(LEASE_NEED_NOT_LAST).executeUpdate();
        }
        return Optional.of(new Lease(job(next.getFirst()), token));
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
