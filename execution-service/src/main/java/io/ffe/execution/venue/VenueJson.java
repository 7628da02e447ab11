package io.ffe.execution.venue;

import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The venue's JSON, as far as execution reads and writes it. */
final class VenueJson {

    private VenueJson() {}

    /** Body of POST /orders. */
    record NewOrder(
            String clientOrderId,
            String portfolioId,
            String symbol,
            Side side,
            VenueOrder.Kind type,
            BigDecimal quantity,
            @Nullable BigDecimal limitPrice,
            @Nullable BigDecimal stopPrice,
            String timeInForce,
            @Nullable Instant goodTill,
            boolean reduceOnly,
            Origin origin,
            @Nullable OnFill onFill,
            @Nullable BigDecimal trailingDistance) {}

    /** Stop and target that the venue makes one order of the moment the entry fills. */
    record OnFill(
            String clientOrderId,
            @Nullable BigDecimal stopLoss,
            @Nullable BigDecimal takeProfit,
            @Nullable BigDecimal trailingDistance) {}

    record OrderAnswer(OrderState order) {}

    record OrderList(List<OrderState> orders) {}

    record Problem(
            @Nullable String error,
            @Nullable String detail,
            @Nullable OrderState order) {}

    record OrderState(
            String clientOrderId,
            String venueOrderId,
            String symbol,
            Side side,
            VenueOrder.Kind type,
            boolean reduceOnly,
            Origin origin,
            BigDecimal quantity,
            BigDecimal filledQuantity,
            VenueOrder.State state,
            @Nullable String reason,
            @Nullable String detail) {

        VenueOrder order() {
            return new VenueOrder(
                    clientOrderId,
                    venueOrderId,
                    symbol,
                    side,
                    type,
                    reduceOnly,
                    origin,
                    quantity,
                    filledQuantity,
                    state,
                    reason == null || detail == null ? reason : reason + ": " + detail);
        }
    }

    record Trade(String tradeId, Side side, BigDecimal quantity, BigDecimal price, BigDecimal fee) {}

    enum Kind {
        ORDER,
        FILL,
        CASH
    }

    record Entry(
            long sequence,
            Instant at,
            Kind kind,
            @Nullable OrderState order,
            @Nullable Trade fill,
            BigDecimal cashDelta,
            BigDecimal cash,
            @Nullable BigDecimal positionQuantity,
            @Nullable String reason) {

        VenueEvent event() {
            return switch (kind) {
                case CASH -> new VenueEvent.CashMoved(sequence, at, cashDelta, cash, reason == null ? "CASH" : reason);
                case ORDER ->
                    new VenueEvent.OrderChanged(
                            sequence, at, present(order, "order").order(), cash);
                case FILL -> {
                    Trade trade = present(fill, "fill");
                    yield new VenueEvent.Traded(
                            sequence,
                            at,
                            present(order, "order").order(),
                            trade.tradeId(),
                            trade.side(),
                            trade.quantity(),
                            trade.price(),
                            trade.fee(),
                            present(positionQuantity, "positionQuantity"),
                            cash);
                }
            };
        }

        private <T> T present(@Nullable T value, String field) {
            if (value == null) {
                throw new VenueUnavailable(
                        "the venue's event " + sequence + " of kind " + kind + " has no " + field + ", expected one");
            }
            return value;
        }
    }

    record EventPage(List<Entry> events, long lastSequence, long beat) {}

    record AccountPosition(String symbol, BigDecimal quantity) {}

    record AccountState(BigDecimal cash, List<AccountPosition> positions, long lastSequence) {}
}
