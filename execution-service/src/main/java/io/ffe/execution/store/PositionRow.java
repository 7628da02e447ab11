package io.ffe.execution.store;

import io.ffe.execution.domain.Position;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;

@Entity
@Table(name = "position")
public class PositionRow {

    /** A portfolio has one position in a symbol. */
    @Embeddable
    public record Key(@Column(name = "portfolio_id") String portfolioId, String symbol) implements Serializable {}

    @EmbeddedId
    Key key;

    BigDecimal quantity;

    BigDecimal cost;

    BigDecimal mark;

    protected PositionRow() {}

    PositionRow(Key key, Position position, BigDecimal mark) {
        this.key = key;
        this.quantity = position.quantity();
        this.cost = position.cost();
        this.mark = mark;
    }

    void becomes(Position position, BigDecimal newMark) {
        quantity = position.quantity();
        cost = position.cost();
        mark = newMark;
    }

    Position position() {
        return new Position(key.symbol(), quantity, cost);
    }
}
