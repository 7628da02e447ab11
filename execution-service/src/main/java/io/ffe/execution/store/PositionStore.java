package io.ffe.execution.store;

import io.ffe.execution.domain.Position;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.List;

/** Positions at cost, each with the price that it was last marked at. */
@ApplicationScoped
public class PositionStore implements PanacheRepositoryBase<PositionRow, PositionRow.Key> {

    /** @param mark price that it was last valued at, in the instrument's quote currency */
    public record Marked(Position position, BigDecimal mark) {}

    public Position position(String portfolioId, String symbol) {
        return findByIdOptional(new PositionRow.Key(portfolioId, symbol))
                .map(PositionRow::position)
                .orElse(Position.flat(symbol));
    }

    /** Positions that are not flat, by symbol. */
    public List<Marked> open(String portfolioId) {
        return list("key.portfolioId = ?1 and quantity <> 0 order by key.symbol", portfolioId).stream()
                .map(row -> new Marked(row.position(), row.mark))
                .toList();
    }

    public void save(String portfolioId, Position position, BigDecimal mark) {
        PositionRow.Key key = new PositionRow.Key(portfolioId, position.symbol());
        findByIdOptional(key)
                .ifPresentOrElse(
                        row -> row.becomes(position, mark), () -> persist(new PositionRow(key, position, mark)));
    }

    public void mark(String portfolioId, String symbol, BigDecimal mark) {
        findByIdOptional(new PositionRow.Key(portfolioId, symbol)).ifPresent(row -> row.mark = mark);
    }
}
