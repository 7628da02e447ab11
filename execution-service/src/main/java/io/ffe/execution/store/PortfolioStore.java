package io.ffe.execution.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

/** The heads of the portfolios' books. */
@ApplicationScoped
public class PortfolioStore implements PanacheRepositoryBase<PortfolioRow, String> {

    /** The portfolio's row, locked until the transaction ends; made at the first use. */
    public PortfolioRow lock(String portfolioId) {
        getEntityManager()
                .createNativeQuery("INSERT INTO portfolio (portfolio_id) VALUES (?1) ON CONFLICT DO NOTHING")
                .setParameter(1, portfolioId)
                .executeUpdate();
        PortfolioRow row = findById(portfolioId, LockModeType.PESSIMISTIC_WRITE);
        if (row == null) {
            throw new IllegalStateException("portfolio " + portfolioId + " was inserted and is not there");
        }
        return row;
    }

    /** Every portfolio that was ever used, by name. */
    public List<PortfolioRow> all() {
        return list("order by portfolioId");
    }

    /** The row as it is, unlocked; empty before the portfolio's first use. */
    public Optional<PortfolioRow> byId(String portfolioId) {
        return findByIdOptional(portfolioId);
    }
}
