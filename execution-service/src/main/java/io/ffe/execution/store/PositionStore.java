package io.ffe.execution.store;

import io.ffe.execution.domain.Position;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Positions at cost, each with the price that it was last marked at. */
@ApplicationScoped
public class PositionStore implements PanacheRepositoryBase<PositionRow, PositionRow.Key> {

    private static final String OPEN =
            "SELECT * FROM position WHERE portfolio_id = ?1 AND quantity <> 0 ORDER BY symbol";

    private static final String UNCOVERED = "SELECT * FROM position held WHERE quantity <> 0 AND NOT EXISTS (SELECT 1"
            + " FROM trade_order WHERE portfolio_id = held.portfolio_id AND symbol = held.symbol AND purpose <> 'ENTRY' AND "
            + OrderStore.in(OrderStore.LIVING) + ") ORDER BY portfolio_id, symbol";

    /**
     * @param mark price that it was last valued at, in the instrument's quote currency
     * @param currency that it is booked in; null where an earlier version left it open
     * @param rate what one unit of it was worth in account currency then; null when nobody knew
     */
    public record Marked(
            Position position,
            BigDecimal mark,
            @Nullable String currency,
            @Nullable BigDecimal rate) {}

    public Position position(String portfolioId, String symbol) {
        return findByIdOptional(new PositionRow.Key(portfolioId, symbol))
                .map(PositionRow::position)
                .orElse(Position.flat(symbol));
    }

    /** Positions that are not flat, by symbol. */
    public List<Marked> open(String portfolioId) {
        return OrderStore.asked(getSession(), OPEN, PositionRow.class, portfolioId).getResultList().stream()
                .map(row -> new Marked(row.position(), row.mark, row.currency, row.rate))
                .toList();
    }

    /** A position that is open, and whose. */
    public record Held(String portfolioId, Position position) {}

    /** Open positions of all portfolios that no order reduces which has not ended. */
    public List<Held> uncovered() {
        return OrderStore.asked(getSession(), UNCOVERED, PositionRow.class).getResultList().stream()
                .map(row -> new Held(row.key.portfolioId(), row.position()))
                .toList();
    }

    public void save(String portfolioId, Position position, BigDecimal mark, String currency) {
        PositionRow.Key key = new PositionRow.Key(portfolioId, position.symbol());
        findByIdOptional(key)
                .ifPresentOrElse(
                        row -> row.becomes(position, mark, currency),
                        () -> persist(new PositionRow(key, position, mark, currency)));
    }

    /** @param rate of the position's currency, null when nobody knows it */
    public void mark(String portfolioId, String symbol, BigDecimal mark, String currency, @Nullable BigDecimal rate) {
        findByIdOptional(new PositionRow.Key(portfolioId, symbol)).ifPresent(row -> {
            row.mark = mark;
            row.currency = currency;
            row.rate = rate;
        });
    }
}
