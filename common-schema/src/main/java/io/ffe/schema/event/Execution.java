package io.ffe.schema.event;

import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.NotCore;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a portfolio's account: an order changed state, a fill, or cash that came or went. The sequence of a
 * portfolio starts at 1 and has no gap; whoever folds all of them has cash, positions and working orders.
 *
 * @param occurredAt the venue's time for fills, execution's logical time otherwise
 * @param order the order as it stands after this step; absent on CASH
 * @param fill what was traded; present exactly on FILL
 * @param cashDelta change of cash in account currency, fees included; zero on ORDER
 * @param realisedPnl result realised by this step in account currency, after its fee; zero unless it reduced a position
 * @param positionQuantity signed position in the order's symbol after this step; absent on CASH
 * @param reason why, on REJECTED, CANCELED, DENIED, EXPIRED, UNKNOWN and CASH
 */
public record Execution(
        @NotCore String runId,
        String portfolioId,
        long sequence,
        Kind kind,
        Instant occurredAt,
        Origin origin,
        @Nullable OrderStatus order,
        @Nullable Fill fill,
        BigDecimal cashDelta,
        BigDecimal realisedPnl,
        @Nullable BigDecimal positionQuantity,
        @Nullable String reason)
        implements Event {

    /** What kind of step it is. */
    public enum Kind {
        ORDER,
        FILL,
        CASH
    }

    /**
     * An order after a step.
     *
     * @param verdictId the verdict that allowed it; absent on orders made by an operator's command
     * @param venueOrderId the venue's own id, absent before it answered
     * @param filledQuantity sum of all fills so far
     */
    public record OrderStatus(
            @NotCore String clientOrderId,
            @NotCore String intentId,
            @Nullable @NotCore String verdictId,
            @Nullable @NotCore String decisionId,
            @Nullable @NotCore String snapshotId,
            String venue,
            @Nullable @NotCore String venueOrderId,
            String symbol,
            Side side,
            OrderIntent.Purpose purpose,
            OrderState state,
            BigDecimal quantity,
            BigDecimal filledQuantity,
            @Nullable BigDecimal stopLoss,
            @Nullable BigDecimal takeProfit) {

        public OrderStatus {
            Require.id("clientOrderId", clientOrderId);
            Require.id("intentId", intentId);
            Require.id("venue", venue);
            Require.symbol("symbol", symbol);
            Require.positive("quantity", quantity);
            Require.notNegative("filledQuantity", filledQuantity);
            Require.positive("stopLoss", stopLoss);
            Require.positive("takeProfit", takeProfit);
            Require.that(
                    filledQuantity.compareTo(quantity) <= 0, "filledQuantity", filledQuantity, "at most " + quantity);
        }
    }

    /**
     * One trade.
     *
     * @param price per unit, in the instrument's quote currency
     * @param fee in account currency, zero or more
     */
    public record Fill(@NotCore String venueTradeId, Side side, BigDecimal quantity, BigDecimal price, BigDecimal fee) {

        public Fill {
            Require.id("venueTradeId", venueTradeId);
            Require.positive("quantity", quantity);
            Require.positive("price", price);
            Require.notNegative("fee", fee);
        }
    }

    public Execution {
        Require.id("runId", runId);
        Require.id("portfolioId", portfolioId);
        Require.that(sequence > 0, "sequence", sequence, "1 or more");
        Require.decimal("cashDelta", cashDelta);
        Require.decimal("realisedPnl", realisedPnl);
        Require.decimal("positionQuantity", positionQuantity);
        Require.that(kind != Kind.ORDER || cashDelta.signum() == 0, "cashDelta", cashDelta, "zero on ORDER");
        Require.that((kind == Kind.CASH) == (order == null), "order", order, "absent exactly on CASH");
        Require.that((kind == Kind.FILL) == (fill != null), "fill", fill, "present exactly on FILL");
    }

    @Override
    public String eventId() {
        return Ids.of("execution", runId, portfolioId, sequence).toString();
    }

    @Override
    public Instant time() {
        return occurredAt;
    }

    @Override
    public String subject() {
        return order == null ? portfolioId : order.symbol();
    }

    @Override
    public String key() {
        return portfolioId;
    }
}
