package io.ffe.risk.store;

import io.ffe.risk.domain.limit.LimitChange;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "limit_change")
@NullUnmarked
class LimitChangeRow {

    @EmbeddedId
    Key id;

    String scope;
    String limitKey;
    String before;
    String after;
    boolean loosened;
    String actor;
    String tokenHolder;
    String reason;
    Instant changedAt;

    /** A change within its portfolio. */
    @Embeddable
    record Key(String portfolioId, long number) {}

    static LimitChangeRow of(LimitChange change) {
        LimitChangeRow row = new LimitChangeRow();
        row.id = new Key(change.portfolioId(), change.number());
        row.scope = change.scope();
        row.limitKey = change.key();
        row.before = change.before();
        row.after = change.after();
        row.loosened = change.loosened();
        row.actor = change.actor();
        row.tokenHolder = change.tokenHolder();
        row.reason = change.reason();
        row.changedAt = change.changedAt();
        return row;
    }

    LimitChange change() {
        return new LimitChange(
                id.number(),
                id.portfolioId(),
                scope,
                limitKey,
                before,
                after,
                loosened,
                actor,
                tokenHolder,
                reason,
                changedAt);
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<LimitChangeRow, Key> {}
}
