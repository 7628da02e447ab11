package io.ffe.risk.store;

import io.ffe.risk.domain.book.Throttle;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "throttle")
@NullUnmarked
class ThrottleRow {

    @EmbeddedId
    PortfolioSymbol id;

    Instant countsFrom;
    Instant trippedAt;

    static ThrottleRow of(String portfolioId, Throttle throttle) {
        ThrottleRow row = new ThrottleRow();
        row.id = new PortfolioSymbol(portfolioId, throttle.symbol());
        row.countsFrom = throttle.countsFrom();
        row.trippedAt = throttle.trippedAt();
        return row;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<ThrottleRow, PortfolioSymbol> {}
}
