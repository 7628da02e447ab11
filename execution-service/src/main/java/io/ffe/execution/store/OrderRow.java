package io.ffe.execution.store;

import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderLife;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "trade_order")
public class OrderRow {

    @Id
    @Column(name = "client_order_id")
    String clientOrderId;

    @Column(name = "intent_id")
    String intentId;

    String leg;

    int generation;

    @Column(name = "entry_id")
    @Nullable
    String entryId;

    @Column(name = "verdict_id")
    @Nullable
    String verdictId;

    @Column(name = "decision_id")
    @Nullable
    String decisionId;

    @Column(name = "snapshot_id")
    @Nullable
    String snapshotId;

    @Column(name = "portfolio_id")
    String portfolioId;

    String symbol;

    @Enumerated(EnumType.STRING)
    Side side;

    @Enumerated(EnumType.STRING)
    Purpose purpose;

    @Column(name = "reference_price")
    @Nullable
    BigDecimal referencePrice;

    @Column(name = "stop_loss")
    @Nullable
    BigDecimal stopLoss;

    @Column(name = "take_profit")
    @Nullable
    BigDecimal takeProfit;

    @Column(name = "valid_until")
    @Nullable
    Instant validUntil;

    @Enumerated(EnumType.STRING)
    Origin origin;

    @Column(name = "decided_at")
    Instant decidedAt;

    boolean logical;

    @Enumerated(EnumType.STRING)
    OrderState state;

    BigDecimal quantity;

    BigDecimal filled;

    int attempt;

    @Column(name = "venue_order_id")
    @Nullable
    String venueOrderId;

    @Nullable
    String reason;

    @Nullable
    String traceparent;

    @Column(name = "sent_at")
    @Nullable
    Instant sentAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "order_type")
    @Nullable
    OrderType orderType;

    @Column(name = "limit_price")
    @Nullable
    BigDecimal limitPrice;

    @Enumerated(EnumType.STRING)
    @Column(name = "time_in_force")
    @Nullable
    TimeInForce timeInForce;

    @Column(name = "trailing_distance")
    @Nullable
    BigDecimal trailingDistance;

    @Column(name = "created_seq", insertable = false, updatable = false)
    @Nullable
    Long createdSeq;

    protected OrderRow() {}

    OrderRow(Order order, @Nullable String traceparent) {
        clientOrderId = order.clientOrderId();
        intentId = order.intentId();
        leg = order.leg();
        generation = order.generation();
        entryId = order.entryId();
        verdictId = order.verdictId();
        decisionId = order.decisionId();
        snapshotId = order.snapshotId();
        portfolioId = order.portfolioId();
        symbol = order.symbol();
        side = order.side();
        purpose = order.purpose();
        referencePrice = order.referencePrice();
        stopLoss = order.stopLoss();
        takeProfit = order.takeProfit();
        validUntil = order.validUntil();
        origin = order.origin();
        decidedAt = order.decidedAt();
        logical = order.logical();
        this.traceparent = traceparent;
        OrderTerms terms = order.terms();
        orderType = terms == null ? null : terms.type();
        limitPrice = terms == null ? null : terms.limitPrice();
        timeInForce = terms == null ? null : terms.timeInForce();
        trailingDistance = order.trailingDistance();
        OrderLife life = order.life();
        state = life.state();
        quantity = life.quantity();
        filled = life.filled();
        attempt = life.attempt();
        venueOrderId = life.venueOrderId();
        reason = life.reason();
    }

    void live(OrderLife life) {
        state = life.state();
        quantity = life.quantity();
        filled = life.filled();
        attempt = life.attempt();
        venueOrderId = life.venueOrderId();
        reason = life.reason();
    }

    Order order() {
        return new Order(
                clientOrderId,
                intentId,
                leg,
                generation,
                entryId,
                verdictId,
                decisionId,
                snapshotId,
                portfolioId,
                symbol,
                side,
                purpose,
                referencePrice,
                stopLoss,
                takeProfit,
                validUntil,
                origin,
                decidedAt,
                logical,
                new OrderLife(state, quantity, filled, attempt, venueOrderId, reason),
                orderType == null || timeInForce == null ? null : new OrderTerms(orderType, limitPrice, timeInForce),
                trailingDistance);
    }
}
