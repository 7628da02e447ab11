package io.ffe.stack.audit.rule;

import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Outcome;
import io.ffe.stack.audit.fact.Published;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I15: an outcome belongs to a decision that was decided, of which there is one, and is not resolved before the window is over
 * unless the data ended; every decision of FFE's own that was decided is scored or waits to be. Takes each event once.
 */
public final class OutcomeRule {

    private final Map<String, Decided> decided = new HashMap<>();
    private final Map<String, Outcome> outcomes = new HashMap<>();
    private long forgotten;

    /** @param own made by FFE since it scores */
    private record Decided(Decision decision, boolean own, Instant at) {}

    public void take(Decision decision, Published record) {
        if (decision.outcome() == Decision.Outcome.DECIDED) {
            boolean own =
                    decision.chain() != null && decision.votes().stream().anyMatch(vote -> vote.probability() != null);
            decided.put(decision.decisionId(), new Decided(decision, own, record.appendedAt()));
        }
    }

    public void take(Outcome outcome) {
        outcomes.put(outcome.decisionId(), outcome);
    }

    /** @param waiting decisions that are not scored yet, read after the topics; null where the database does not say */
    public Check check(Pass pass, @Nullable Set<String> waiting) {
        Findings found = new Findings(Identity.OUTCOMES);
        found.holds(forgotten);
        outcomes.forEach((id, outcome) -> {
            Decided of = decided.get(id);
            String otherwise = of == null
                    ? "is scored, and was never decided"
                    : objection(of.decision(), outcome, waiting != null && waiting.contains(id));
            found.require(otherwise == null, id, String.valueOf(otherwise));
        });
        decided.forEach((id, of) -> {
            if (of.own() && !outcomes.containsKey(id) && waiting != null) {
                if (waiting.contains(id)) {
                    found.holds();
                } else {
                    // Its outcome may have been published after the topic was read.
                    found.missing(pass.moving(), id, "was decided, is not scored, and does not wait for it");
                }
            }
        });
        return found.check();
    }

    private static @Nullable String objection(Decision decision, Outcome outcome, boolean waiting) {
        if (!decision.portfolioId().equals(outcome.portfolioId())
                || !decision.symbol().equals(outcome.symbol())
                || outcome.action() != decision.decided()
                        // As earlier versions scored what was proposed and not done.
                        && outcome.action() != decision.action()) {
            return "was " + decision.decided() + " of " + decision.symbol() + " for " + decision.portfolioId()
                    + " and is scored as " + outcome.action() + " of " + outcome.symbol() + " for "
                    + outcome.portfolioId();
        }
        if (outcome.label() != Outcome.Label.CENSORED && outcome.resolvedAt().isBefore(outcome.horizonEnd())) {
            return "is resolved at " + outcome.resolvedAt() + ", before its window ends at " + outcome.horizonEnd();
        }
        return waiting ? "is scored and still waits for it" : null;
    }

    /** Drops decisions that are scored and older; they count on. */
    public void forget(Instant before) {
        decided.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().at().isBefore(before) && outcomes.containsKey(entry.getKey());
            if (over) {
                outcomes.remove(entry.getKey());
                forgotten++;
            }
            return over;
        });
    }
}
