package io.ffe.risk.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "portfolio_book")
@NullUnmarked
class BookRow {

    @Id
    String portfolioId;

    long throughSequence;
    BigDecimal cash;
    BigDecimal realisedPnl;
    BigDecimal fees;
    BigDecimal peakEquity;
    String disputed;
    LocalDate dayDate;
    BigDecimal dayStartEquity;

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<BookRow, String> {

        /** There has to be a row before it can be locked. */
        void ensure(String portfolioId) {
            getEntityManager()
                    .createNativeQuery("INSERT INTO portfolio_book (portfolio_id) VALUES (?1) ON CONFLICT DO NOTHING")
                    .setParameter(1, portfolioId)
                    .executeUpdate();
        }
    }
}
