package io.ffe.risk.store;

import io.ffe.risk.domain.book.Position;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "position")
@NullUnmarked
class PositionRow {

    @EmbeddedId
    PortfolioSymbol id;

    BigDecimal quantity;
    BigDecimal averagePrice;

    static PositionRow of(String portfolioId, Position position) {
        PositionRow row = new PositionRow();
        row.id = new PortfolioSymbol(portfolioId, position.symbol());
        row.quantity = position.quantity();
        row.averagePrice = position.averagePrice();
        return row;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<PositionRow, PortfolioSymbol> {}
}
