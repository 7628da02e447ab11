package io.ffe.decision;

import io.ffe.decision.domain.DecisionRecord;
import io.ffe.decision.domain.DecisionSearch;
import io.ffe.decision.domain.DecisionSearch.Place;
import io.ffe.decision.domain.RecordedCall;
import io.ffe.decision.store.Decisions;
import io.ffe.schema.event.Decision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into the record of decisions, for whoever asks from outside. */
@ApplicationScoped
public class DecisionHistory {

    private final Decisions decisions;

    DecisionHistory(Decisions decisions) {
        this.decisions = decisions;
    }

    /**
     * Some of those that are asked for, newest first by asOf.
     *
     * @param next where to go on; null when these are the last
     */
    public record Page(List<Decision> decisions, @Nullable Place next) {}

    /** @param after only those behind this place; null from the newest on */
    @Transactional
    public Page page(DecisionSearch search, @Nullable Place after, int limit) {
        List<Decision> found = decisions.page(search, after, limit + 1);
        return found.size() <= limit
                ? new Page(found, null)
                : new Page(found.subList(0, limit), Place.of(found.get(limit - 1)));
    }

    /** What models answered beside the decision to a prompt that is on trial. */
    @Transactional
    public List<RecordedCall> shadows(String decisionId) {
        return decisions.shadows(decisionId);
    }

    /** A decision with all that it was made of. */
    @Transactional
    public Optional<DecisionRecord> recordOf(String decisionId) {
        return decisions.recordOf(decisionId);
    }
}
