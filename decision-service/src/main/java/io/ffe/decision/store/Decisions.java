package io.ffe.decision.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.decision.domain.DecisionRecord;
import io.ffe.decision.domain.DecisionSearch;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.RawBytes;
import io.ffe.decision.domain.RecordedCall;
import io.ffe.decision.domain.Standing;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.Json;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The record of decisions: added to, read, never changed. */
@ApplicationScoped
public class Decisions implements PanacheRepositoryBase<RecordedDecision, String> {

    private static final Sort NEWEST_FIRST =
            Sort.by("asOf", Sort.Direction.Descending).and("decisionId");

    private static final String MADE = """
            SELECT portfolio_id FROM decision WHERE portfolio_id IN (:portfolios) AND snapshot_id = :snapshot
            UNION ALL
            SELECT portfolio_id FROM pending_decision WHERE portfolio_id IN (:portfolios) AND snapshot_id = :snapshot
            """;

    private final DecisionChains chains;

    Decisions(DecisionChains chains) {
        this.chains = chains;
    }

    /**
     * Records a decision whose calls were {@linkplain #keep kept} before, as the next of its portfolio's chain.
     *
     * @param standing what members were worth; null where nobody voted
     * @return the decision with its link, as it is to be published
     */
    public Decision add(Decision kept, Snapshot snapshot, @Nullable Standing standing) {
        Decision linked = chains.append(kept);
        persist(new RecordedDecision(linked, snapshot, standing == null ? null : OpenScores.write(standing)));
        return linked;
    }

    /**
     * Keeps the calls of a decision.
     *
     * @param standing what members were worth; null where nobody voted
     * @return the decision with the hash of what it was made of
     */
    public Decision keep(Decision decision, Snapshot snapshot, List<ModelCall> calls, @Nullable Standing standing) {
        List<RecordedCall> kept = new ArrayList<>();
        calls.stream().filter(ModelCall::configured).forEach(call -> {
            RecordedModelCall row = new RecordedModelCall(decision.decisionId(), call);
            getEntityManager().persist(row);
            kept.add(row.call());
        });
        return decision.recordedAs(DecisionRecord.hash(
                RawBytes.of(EventCodec.payload(snapshot)),
                standing == null ? null : RawBytes.of(OpenScores.write(standing)),
                kept));
    }

    /** Those of the portfolios that have their decision on the snapshot, published or waiting for an operator. */
    public List<String> portfoliosWith(Collection<String> portfolios, String snapshotId) {
        return getEntityManager()
                .createNativeQuery(MADE, String.class)
                .setParameter("portfolios", portfolios)
                .setParameter("snapshot", snapshotId)
                .getResultList();
    }

    /** Those that are asked for, newest first by asOf. @param after only those behind this place; null from the newest on */
    public List<Decision> page(DecisionSearch search, DecisionSearch.@Nullable Place after, int limit) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        Parameters parameters = new Parameters();
        condition(conditions, parameters, "symbol = :symbol", "symbol", search.symbol());
        condition(conditions, parameters, "portfolioId = :portfolio", "portfolio", search.portfolioId());
        condition(conditions, parameters, "asOf >= :from", "from", search.from());
        condition(conditions, parameters, "asOf < :to", "to", search.to());
        condition(conditions, parameters, "tier = :tier", "tier", name(search.tier()));
        condition(conditions, parameters, "action = :action", "action", name(search.action()));
        condition(conditions, parameters, "outcome = :outcome", "outcome", name(search.outcome()));
        if (after != null) {
            conditions.add("(asOf < :asOf or asOf = :asOf and decisionId > :id)");
            parameters.and("asOf", after.asOf()).and("id", after.decisionId());
        }
        return find(String.join(" and ", conditions), NEWEST_FIRST, parameters).page(0, limit).stream()
                .map(row -> read(row.event, Decision.class))
                .toList();
    }

    private static void condition(
            List<String> conditions, Parameters parameters, String condition, String name, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            parameters.and(name, value);
        }
    }

    private static @Nullable String name(@Nullable Enum<?> value) {
        return value == null ? null : value.name();
    }

    /** A published decision. */
    public Optional<Decision> one(String decisionId) {
        return findByIdOptional(decisionId).map(row -> read(row.event, Decision.class));
    }

    /** A decision with all that it was made of. */
    public Optional<DecisionRecord> recordOf(String decisionId) {
        return findByIdOptional(decisionId)
                .map(row -> new DecisionRecord(
                        read(row.event, Decision.class),
                        RawBytes.of(row.event),
                        read(row.snapshot, Snapshot.class),
                        RawBytes.of(row.snapshot),
                        calls(decisionId),
                        row.standing == null ? null : read(row.standing, Standing.class),
                        row.standing == null ? null : RawBytes.of(row.standing)));
    }

    /** Keeps a call that decided nothing. */
    public void addShadow(String decisionId, ModelCall call) {
        getEntityManager().persist(new ShadowCall(decisionId, call));
    }

    /** The calls beside a decision that decided nothing. */
    public List<RecordedCall> shadows(String decisionId) {
        return inOrder(getEntityManager()
                .createQuery("FROM ShadowCall WHERE decisionId = :decision", ShadowCall.class)
                .setParameter("decision", decisionId)
                .getResultStream());
    }

    private List<RecordedCall> calls(String decisionId) {
        return inOrder(getEntityManager()
                .createQuery("FROM RecordedModelCall WHERE decisionId = :decision", RecordedModelCall.class)
                .setParameter("decision", decisionId)
                .getResultStream());
    }

    private static List<RecordedCall> inOrder(Stream<? extends StoredCall> rows) {
        return rows.map(StoredCall::call)
                .sorted(Comparator.comparing(RecordedCall::tier)
                        .thenComparing(call -> call.asked().seat()))
                .toList();
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return Json.mapper().readValue(json, type);
        } catch (JsonProcessingException torn) {
            throw new IllegalStateException("the record does not hold a " + type.getSimpleName(), torn);
        }
    }
}
