package io.ffe.risk.store;

import io.ffe.schema.event.Execution;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "execution_ahead")
@NullUnmarked
class AheadRow {

    @EmbeddedId
    Key id;

    String payload;

    /** An execution's place in its portfolio. */
    @Embeddable
    record Key(String portfolioId, long sequence) {}

    static AheadRow of(Execution execution) {
        AheadRow row = new AheadRow();
        row.id = new Key(execution.portfolioId(), execution.sequence());
        row.payload = Payloads.text(execution);
        return row;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<AheadRow, Key> {}
}
