package io.ffe.stack.audit.rule;

import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.stack.audit.fact.Asked;
import io.ffe.stack.audit.fact.Place;
import io.ffe.stack.audit.fact.Published;
import io.ffe.stack.audit.fact.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * I2 and I3: one decision for each snapshot and portfolio, one verdict for each decision, and none of either without what it
 * answers. What its reader has refused to the dead letters needs no answer. Takes each event once.
 */
public final class FlowRule {

    private final Refusals refusals;
    private final Map<String, Seen> snapshots = new HashMap<>();
    private final Map<String, DecisionSeen> decisions = new HashMap<>();
    private final Map<Asked, List<String>> answers = new HashMap<>();
    private final Map<String, Seen> verdicts = new HashMap<>();
    private final Set<String> portfolios = new TreeSet<>();
    private long forgottenSnapshots;
    private long forgottenDecisions;

    private record Seen(Place place, Instant at, String label) {}

    private record DecisionSeen(Place place, Instant at, Asked answer) {}

    public FlowRule(Refusals refusals) {
        this.refusals = refusals;
    }

    public void take(Snapshot snapshot, Published record) {
        snapshots.put(
                snapshot.snapshotId(),
                new Seen(record.place(), record.appendedAt(), snapshot.subject() + " of " + snapshot.asOf()));
    }

    public void take(Decision decision, Published record) {
        Asked answer = new Asked(decision.portfolioId(), decision.snapshotId());
        decisions.put(decision.decisionId(), new DecisionSeen(record.place(), record.appendedAt(), answer));
        answers.computeIfAbsent(answer, first -> new ArrayList<>(1)).add(decision.decisionId());
    }

    public void take(Verdict verdict, Published record) {
        verdicts.put(verdict.decisionId(), new Seen(record.place(), record.appendedAt(), verdict.verdictId()));
        // A decision alone proves nothing: anybody may write one for a portfolio that does not exist.
        portfolios.add(verdict.portfolioId());
    }

    /** Portfolios that have to get a decision on each snapshot, whether they ever got one or not. */
    public void expect(Set<String> portfolioIds) {
        portfolios.addAll(portfolioIds);
    }

    /** @param waiting what is queued and being worked on */
    public Check decisions(Pass pass, Set<Asked> waiting) {
        Findings found = new Findings(Identity.DECISIONS);
        found.holds(forgottenSnapshots);
        snapshots.forEach((id, snapshot) -> {
            if (refusals.refused(Subscription.DECISION_SNAPSHOTS, snapshot.place())) {
                found.holds();
            } else if (portfolios.isEmpty()) {
                found.missing(
                        pass.awaits(Subscription.DECISION_SNAPSHOTS, snapshot.place(), snapshot.at()),
                        id,
                        snapshot.label() + " has no decision, and nobody has any");
            } else {
                portfolios.forEach(portfolio -> decided(new Asked(portfolio, id), snapshot, pass, waiting, found));
            }
        });
        decisions.forEach((id, decision) -> {
            if (!snapshots.containsKey(decision.answer().snapshotId()) && !judgedByNobody(decision)) {
                found.broken(id, "answers snapshot " + decision.answer().snapshotId() + ", which is not on the topic");
            }
        });
        return found.check();
    }

    private void decided(Asked answer, Seen snapshot, Pass pass, Set<Asked> waiting, Findings found) {
        List<String> made = answers.getOrDefault(answer, List.of()).stream()
                .filter(id -> {
                    DecisionSeen decision = decisions.get(id);
                    return decision != null && !judgedByNobody(decision);
                })
                .toList();
        if (made.size() == 1) {
            found.holds();
        } else if (made.isEmpty()) {
            found.missing(
                    pass.moving() && waiting.contains(answer)
                            || pass.awaits(Subscription.DECISION_SNAPSHOTS, snapshot.place(), snapshot.at()),
                    answer.snapshotId(),
                    snapshot.label() + " has no decision for portfolio " + answer.portfolioId());
        } else {
            found.broken(
                    answer.snapshotId(),
                    snapshot.label() + " has " + made.size() + " decisions for portfolio " + answer.portfolioId() + ": "
                            + made);
        }
    }

    public Check verdicts(Pass pass) {
        Findings found = new Findings(Identity.VERDICTS);
        found.holds(forgottenDecisions);
        decisions.forEach((id, decision) -> {
            if (verdicts.containsKey(id) || judgedByNobody(decision)) {
                found.holds();
            } else {
                found.missing(
                        pass.awaits(Subscription.RISK_DECISIONS, decision.place(), decision.at()),
                        id,
                        "has no verdict");
            }
        });
        verdicts.forEach((decisionId, verdict) -> {
            if (!decisions.containsKey(decisionId)) {
                found.broken(verdict.label(), "judges decision " + decisionId + ", which is not on the topic");
            }
        });
        return found.check();
    }

    /** A decision that risk does not accept: of another run, of another producer, or unfit. */
    private boolean judgedByNobody(DecisionSeen decision) {
        return refusals.refused(Subscription.RISK_DECISIONS, decision.place());
    }

    /** Drops snapshots that every portfolio has answered, with their decisions and verdicts; they count on. */
    public void forget(Instant before) {
        snapshots.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().at().isBefore(before) && answeredByAll(entry.getKey());
            if (over) {
                portfolios.forEach(portfolio -> drop(new Asked(portfolio, entry.getKey())));
                forgottenSnapshots += portfolios.size();
            }
            return over;
        });
    }

    private boolean answeredByAll(String snapshotId) {
        return !portfolios.isEmpty()
                && portfolios.stream().allMatch(portfolio -> {
                    List<String> made = answers.getOrDefault(new Asked(portfolio, snapshotId), List.of());
                    return made.size() == 1 && verdicts.containsKey(made.getFirst());
                });
    }

    private void drop(Asked answer) {
        for (String id : answers.getOrDefault(answer, List.of())) {
            decisions.remove(id);
            verdicts.remove(id);
            forgottenDecisions++;
        }
        answers.remove(answer);
    }
}
