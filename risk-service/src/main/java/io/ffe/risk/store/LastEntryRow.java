package io.ffe.risk.store;

import io.ffe.risk.domain.book.LastEntry;
import io.ffe.schema.event.Side;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "last_entry")
@NullUnmarked
class LastEntryRow {

    @EmbeddedId
    PortfolioSymbol id;

    @Enumerated(EnumType.STRING)
    Side side;

    Instant asOf;
    String verdictId;

    static LastEntryRow of(String portfolioId, LastEntry entry) {
        LastEntryRow row = new LastEntryRow();
        row.id = new PortfolioSymbol(portfolioId, entry.symbol());
        row.side = entry.side();
        row.asOf = entry.asOf();
        row.verdictId = entry.verdictId();
        return row;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<LastEntryRow, PortfolioSymbol> {}
}
