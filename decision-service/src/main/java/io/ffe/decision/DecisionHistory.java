package io.ffe.decision;

import io.ffe.decision.domain.DecisionRecord;
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

    /** The latest by asOf, newest first. @param symbol null for all */
    @Transactional
    public List<Decision> latest(@Nullable String symbol, int limit) {
        return decisions.latest(symbol, limit);
    }

    /** A decision with all that it was made of. */
    @Transactional
    public Optional<DecisionRecord> recordOf(String decisionId) {
        return decisions.recordOf(decisionId);
    }
}
