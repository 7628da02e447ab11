package io.ffe.execution.domain;

import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.id.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Orders for tests of the domain. */
final class TestOrders {

    static final Instant NOW = Instant.parse("2024-08-05T01:15:00Z");

    private TestOrders() {}

    static Order entry(String verdictId) {
        return order(verdictId, Purpose.ENTRY, Side.BUY, NOW.plusSeconds(60));
    }

    /** A limit entry a little below the market. */
    static Order limit(String verdictId, TimeInForce timeInForce) {
        return put(verdictId, new OrderTerms(OrderType.LIMIT, new BigDecimal("59950"), timeInForce), null);
    }

    /** An entry whose stop follows. */
    static Order trailing(String verdictId, String distance) {
        return put(verdictId, null, new BigDecimal(distance));
    }

    private static Order put(String verdictId, @Nullable OrderTerms terms, @Nullable BigDecimal trailingDistance) {
        Order entry = entry(verdictId);
        return new Order(
                entry.clientOrderId(),
                entry.intentId(),
                entry.leg(),
                0,
                null,
                verdictId,
                "decision",
                "snapshot",
                entry.portfolioId(),
                entry.symbol(),
                entry.side(),
                Purpose.ENTRY,
                entry.referencePrice(),
                entry.stopLoss(),
                entry.takeProfit(),
                entry.validUntil(),
                Origin.REPLAY,
                NOW,
                true,
                entry.life(),
                terms,
                trailingDistance);
    }

    static Order exit(String verdictId) {
        return order(verdictId, Purpose.EXIT, Side.SELL, null);
    }

    static Order ended(Order order, OrderEvent end) {
        return order.with(order.life().after(end));
    }

    private static Order order(String verdictId, Purpose purpose, Side side, Instant validUntil) {
        String leg = purpose == Purpose.ENTRY ? Order.ENTRY_LEG : Order.EXIT_LEG;
        return new Order(
                Ids.clientOrderId(verdictId, leg, 0),
                verdictId,
                leg,
                0,
                null,
                verdictId,
                "decision",
                "snapshot",
                "main",
                "BTCUSDT",
                side,
                purpose,
                new BigDecimal("60000"),
                new BigDecimal("58800"),
                new BigDecimal("63000"),
                validUntil,
                Origin.REPLAY,
                NOW,
                true,
                OrderLife.intent(new BigDecimal("0.5")));
    }
}
