package io.ffe.risk.store;

import io.ffe.risk.domain.book.ClosedTrade;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "closed_trade")
@NullUnmarked
class ClosedTradeRow {

    @Id
    String clientOrderId;

    String portfolioId;
    String symbol;
    boolean protective;
    BigDecimal result;
    Instant closedAt;

    static ClosedTradeRow of(String portfolioId, ClosedTrade trade) {
        ClosedTradeRow row = new ClosedTradeRow();
        row.clientOrderId = trade.clientOrderId();
        row.portfolioId = portfolioId;
        row.symbol = trade.symbol();
        row.protective = trade.protective();
        row.result = trade.result();
        row.closedAt = trade.at();
        return row;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<ClosedTradeRow, String> {}
}
