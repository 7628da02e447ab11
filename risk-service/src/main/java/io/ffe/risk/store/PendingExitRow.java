package io.ffe.risk.store;

import io.ffe.risk.domain.book.PendingExit;
import io.ffe.schema.event.Side;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "pending_exit")
@NullUnmarked
class PendingExitRow {

    @Id
    String verdictId;

    String portfolioId;
    String symbol;

    @Enumerated(EnumType.STRING)
    Side side;

    BigDecimal quantity;

    static PendingExitRow of(String portfolioId, PendingExit exit) {
        PendingExitRow row = new PendingExitRow();
        row.verdictId = exit.verdictId();
        row.portfolioId = portfolioId;
        row.symbol = exit.symbol();
        row.side = exit.side();
        row.quantity = exit.quantity();
        return row;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<PendingExitRow, String> {}
}
