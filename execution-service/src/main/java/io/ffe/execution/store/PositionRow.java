package io.ffe.execution.store;

import io.ffe.execution.domain.Position;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

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

    @Nullable
    String currency;

    /** What one unit of the currency was worth at the mark; null when nobody knew. */
    @Nullable
    BigDecimal rate;

    protected PositionRow() {}

    PositionRow(Key key, Position position, BigDecimal mark, String currency) {
        this.key = key;
        this.quantity = position.quantity();
        this.cost = position.cost();
        this.mark = mark;
        this.currency = currency;
    }

    void becomes(Position position, BigDecimal newMark, String bookedIn) {
        quantity = position.quantity();
        cost = position.cost();
        mark = newMark;
        currency = bookedIn;
    }

    Position position() {
        return new Position(key.symbol(), quantity, cost);
    }
}
