package io.ffe.papervenue.rest;

import io.ffe.papervenue.domain.OrderType;
import io.ffe.papervenue.domain.Reason;
import io.ffe.papervenue.domain.TimeInForce;
import io.ffe.papervenue.domain.VenueOrder;
import io.ffe.papervenue.domain.VenueOrderState;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order as clients see it.
 *
 * @param limitPrice limit of a LIMIT, target of an OCO
 * @param stopPrice stop of a STOP, stop loss of an OCO; where it follows, as far as it has come
 * @param goodTill venue time after which a GTD ends
 * @param trailingDistance how far behind the best quote the stop follows, absent where it stays
 * @param averagePrice of all fills, absent before the first
 * @param parentClientOrderId of an OCO: the entry that it protects
 * @param protectionClientOrderId of an entry: the OCO that its fills make
 */
record OrderView(
        String clientOrderId,
        String venueOrderId,
        String portfolioId,
        String symbol,
        Side side,
        OrderType type,
        TimeInForce timeInForce,
        boolean reduceOnly,
        Origin origin,
        BigDecimal quantity,
        BigDecimal filledQuantity,
        @Nullable BigDecimal averagePrice,
        BigDecimal fees,
        @Nullable BigDecimal limitPrice,
        @Nullable BigDecimal stopPrice,
        VenueOrderState state,
        @Nullable Reason reason,
        @Nullable String detail,
        Instant acceptedAt,
        Instant updatedAt,
        @Nullable String parentClientOrderId,
        @Nullable String protectionClientOrderId,
        @Nullable String traceparent,
        @Nullable Instant goodTill,
        @Nullable BigDecimal trailingDistance) {

    static OrderView of(VenueOrder order) {
        return new OrderView(
                order.clientOrderId(),
                order.venueOrderId(),
                order.portfolioId(),
                order.symbol(),
                order.side(),
                order.type(),
                order.timeInForce(),
                order.reduceOnly(),
                order.origin(),
                order.quantity(),
                order.filledQuantity(),
                order.averagePrice(),
                order.fees(),
                order.limitPrice(),
                order.stopPrice(),
                order.state(),
                order.reason(),
                order.detail(),
                order.acceptedAt(),
                order.updatedAt(),
                order.parentClientOrderId(),
                order.onFill() == null ? null : order.onFill().clientOrderId(),
                order.traceparent(),
                order.goodTill(),
                order.trailingDistance());
    }
}
