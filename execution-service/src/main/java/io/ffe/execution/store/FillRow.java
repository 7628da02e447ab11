package io.ffe.execution.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;

@Entity
@Table(name = "fill")
public class FillRow {

    /** A venue names each of its trades once. */
    @Embeddable
    public record Key(
            String venue, @Column(name = "venue_trade_id") String venueTradeId) implements Serializable {}

    @EmbeddedId
    Key key;

    @Column(name = "portfolio_id")
    String portfolioId;

    @Column(name = "client_order_id")
    String clientOrderId;

    BigDecimal quantity;

    BigDecimal price;

    BigDecimal fee;

    @Column(name = "execution_seq")
    long executionSeq;

    protected FillRow() {}

    FillRow(
            Key key,
            String portfolioId,
            String clientOrderId,
            BigDecimal quantity,
            BigDecimal price,
            BigDecimal fee,
            long executionSeq) {
        this.key = key;
        this.portfolioId = portfolioId;
        this.clientOrderId = clientOrderId;
        this.quantity = quantity;
        this.price = price;
        this.fee = fee;
        this.executionSeq = executionSeq;
    }
}
