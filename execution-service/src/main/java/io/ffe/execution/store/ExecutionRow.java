package io.ffe.execution.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "execution")
public class ExecutionRow {

    /** Executions of a portfolio are numbered from 1 without a gap. */
    @Embeddable
    public record Key(@Column(name = "portfolio_id") String portfolioId, long sequence) implements Serializable {}

    @EmbeddedId
    Key key;

    @Column(name = "occurred_at")
    Instant occurredAt;

    String kind;

    @Column(name = "client_order_id")
    @Nullable
    String clientOrderId;

    String payload;

    protected ExecutionRow() {}

    ExecutionRow(Key key, Instant occurredAt, String kind, @Nullable String clientOrderId, String payload) {
        this.key = key;
        this.occurredAt = occurredAt;
        this.kind = kind;
        this.clientOrderId = clientOrderId;
        this.payload = payload;
    }
}
