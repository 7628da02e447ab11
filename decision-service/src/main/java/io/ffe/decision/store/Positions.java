package io.ffe.decision.store;

import io.ffe.decision.domain.Held;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.util.List;

/** What portfolios hold, as the last execution of each symbol states it; rows of {@code held_position}. */
@ApplicationScoped
public class Positions {

    /** Executions may come again and late: only a later one moves the row. */
    private static final String STATE = """
            INSERT INTO held_position (portfolio_id, symbol, quantity, sequence)
            VALUES (:portfolio, :symbol, :quantity, :sequence)
            ON CONFLICT (portfolio_id, symbol) DO UPDATE SET quantity = excluded.quantity, sequence = excluded.sequence
            WHERE held_position.sequence < excluded.sequence
            """;

    private static final String QUANTITY =
            "SELECT quantity FROM held_position WHERE portfolio_id = :portfolio AND symbol = :symbol";

    private final EntityManager entities;

    Positions(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Takes what an execution states.
     *
     * @param quantity signed position after it
     * @param sequence the execution's, within its portfolio
     */
    public void state(String portfolioId, String symbol, BigDecimal quantity, long sequence) {
        entities.createNativeQuery(STATE)
                .setParameter("portfolio", portfolioId)
                .setParameter("symbol", symbol)
                .setParameter("quantity", quantity)
                .setParameter("sequence", sequence)
                .executeUpdate();
    }

    /** Flat when no execution ever spoke of the symbol. */
    public Held held(String portfolioId, String symbol) {
        List<?> rows = entities.createNativeQuery(QUANTITY, BigDecimal.class)
                .setParameter("portfolio", portfolioId)
                .setParameter("symbol", symbol)
                .getResultList();
        return rows.isEmpty() ? Held.FLAT : Held.of((BigDecimal) rows.getFirst());
    }
}
