package io.ffe.execution.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;

@Entity
@Table(name = "ledger_entry")
public class LedgerRow {

    /** An execution touches an account in a currency at most once. */
    @Embeddable
    public record Key(
            @Column(name = "portfolio_id") String portfolioId,
            @Column(name = "execution_seq") long executionSeq,
            String account,
            String currency)
            implements Serializable {}

    @EmbeddedId
    Key key;

    BigDecimal amount;

    protected LedgerRow() {}

    LedgerRow(Key key, BigDecimal amount) {
        this.key = key;
        this.amount = amount;
    }
}
