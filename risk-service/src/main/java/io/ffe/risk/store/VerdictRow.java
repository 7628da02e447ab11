package io.ffe.risk.store;

import io.ffe.schema.event.Verdict;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "verdict")
@NullUnmarked
class VerdictRow {

    @Id
    String decisionId;

    String verdictId;
    String portfolioId;
    String symbol;
    String result;
    Instant decidedAt;
    String payload;

    static VerdictRow of(Verdict verdict) {
        VerdictRow row = new VerdictRow();
        row.decisionId = verdict.decisionId();
        row.verdictId = verdict.verdictId();
        row.portfolioId = verdict.portfolioId();
        row.symbol = verdict.symbol();
        row.result = verdict.result().name();
        row.decidedAt = verdict.decidedAt();
        row.payload = Payloads.text(verdict);
        return row;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<VerdictRow, String> {}
}
