package io.ffe.risk.store;

import io.ffe.schema.event.Verdict;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Every verdict that was given. A second one for the same decision breaks the primary key. */
@ApplicationScoped
public class Verdicts {

    private final VerdictRow.Rows verdicts;

    Verdicts(VerdictRow.Rows verdicts) {
        this.verdicts = verdicts;
    }

    public void add(Verdict verdict) {
        verdicts.persist(VerdictRow.of(verdict));
    }

    public boolean has(String decisionId) {
        return Counting.any(verdicts, "select count(v) from VerdictRow v where v.decisionId = ?1", decisionId);
    }

    public Optional<Verdict> find(String decisionId) {
        return verdicts.findByIdOptional(decisionId).map(row -> Payloads.event(row.payload, Verdict.class));
    }

    /** The newest verdicts, newest first. */
    public List<Verdict> newest(int limit) {
        return verdicts.findAll(Sort.descending("decidedAt").and("decisionId")).page(0, limit).list().stream()
                .map(row -> Payloads.event(row.payload, Verdict.class))
                .toList();
    }
}
