package io.ffe.decision.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.decision.domain.DecisionRecord;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.RawBytes;
import io.ffe.decision.domain.RecordedCall;
import io.ffe.decision.domain.Standing;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.serde.Json;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The record of decisions: added to, read, never changed. */
@ApplicationScoped
public class Decisions implements PanacheRepositoryBase<RecordedDecision, String> {

    private static final Sort NEWEST_FIRST =
            Sort.by("asOf", Sort.Direction.Descending).and("decisionId");

    private final DecisionChains chains;

    Decisions(DecisionChains chains) {
        this.chains = chains;
    }

    /**
     * Records a decision as the next of its portfolio's chain.
     *
     * @param calls how models were asked, in that order
     * @param standing what members were worth; null where nobody voted
     * @return the decision with its link, as it is to be published
     */
    public Decision add(Decision decision, Snapshot snapshot, List<ModelCall> calls, @Nullable Standing standing) {
        Decision linked = chains.append(decision);
        persist(new RecordedDecision(linked, snapshot, standing == null ? null : OpenScores.write(standing)));
        calls.stream()
                .filter(ModelCall::configured)
                .forEach(call -> getEntityManager().persist(new RecordedModelCall(decision.decisionId(), call)));
        return linked;
    }

    /** True when the portfolio has its decision on the snapshot. */
    public boolean has(String portfolioId, String snapshotId) {
        return count("portfolioId = ?1 and snapshotId = ?2", portfolioId, snapshotId) > 0;
    }

    /** The latest by asOf, newest first. @param symbol null for all */
    public List<Decision> latest(@Nullable String symbol, int limit) {
        var query = symbol == null ? findAll(NEWEST_FIRST) : find("symbol = ?1", NEWEST_FIRST, symbol);
        return query.page(0, limit).stream()
                .map(row -> read(row.event, Decision.class))
                .toList();
    }

    /** A decision with all that it was made of. */
    public Optional<DecisionRecord> recordOf(String decisionId) {
        return findByIdOptional(decisionId)
                .map(row -> new DecisionRecord(
                        read(row.event, Decision.class),
                        RawBytes.of(row.event),
                        read(row.snapshot, Snapshot.class),
                        calls(decisionId),
                        row.standing == null ? null : read(row.standing, Standing.class)));
    }

    private List<RecordedCall> calls(String decisionId) {
        return getEntityManager()
                .createQuery("FROM RecordedModelCall WHERE decisionId = :decision", RecordedModelCall.class)
                .setParameter("decision", decisionId)
                .getResultStream()
                .map(RecordedModelCall::call)
                .sorted(Comparator.comparing(RecordedCall::tier))
                .toList();
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return Json.mapper().readValue(json, type);
        } catch (JsonProcessingException torn) {
            throw new IllegalStateException("the record does not hold a " + type.getSimpleName(), torn);
        }
    }
}
