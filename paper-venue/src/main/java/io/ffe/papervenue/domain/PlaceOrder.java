package io.ffe.papervenue.domain;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.money.Symbols;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request for an order. One that exists is complete and consistent in itself; whether the venue takes it is another
 * question.
 *
 * @param clientOrderId the client's own id, used once for all time
 * @param quantity in base currency
 * @param limitPrice in quote currency, present exactly on LIMIT
 * @param stopPrice in quote currency, present exactly on STOP
 * @param reduceOnly never fills more than the position that it reduces
 * @param onFill protection that the venue creates for each filled quantity in the same step
 * @param goodTill venue time after which it ends, present exactly on GTD
 * @param trailingDistance how far behind the best quote since it works a STOP follows, in quote currency; absent where it stays, and on
 *     every other type
 */
public record PlaceOrder(
        String clientOrderId,
        String portfolioId,
        String symbol,
        Side side,
        OrderType type,
        BigDecimal quantity,
        @Nullable BigDecimal limitPrice,
        @Nullable BigDecimal stopPrice,
        TimeInForce timeInForce,
        boolean reduceOnly,
        Origin origin,
        @Nullable Protection onFill,
        @Nullable Instant goodTill,
        @Nullable BigDecimal trailingDistance) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * Stop and target under one id.
     *
     * @param stopLoss price at which the loss is taken, in quote currency
     * @param takeProfit price at which the gain is taken, in quote currency
     * @param trailingDistance how far behind the best quote the stop follows, in quote currency; absent where it stays
     */
    public record Protection(
            String clientOrderId,
            BigDecimal stopLoss,
            BigDecimal takeProfit,
            @Nullable BigDecimal trailingDistance) {

        public Protection {
            id("onFill.clientOrderId", clientOrderId);
            positive("onFill.stopLoss", stopLoss);
            positive("onFill.takeProfit", takeProfit);
            positiveIfPresent("onFill.trailingDistance", trailingDistance);
        }
    }

    public PlaceOrder {
        id("clientOrderId", clientOrderId);
        id("portfolioId", portfolioId);
        if (!Symbols.isValid(symbol)) {
            throw wrong("symbol", symbol, "2 to 20 of A-Z and 0-9, as in BTCUSDT");
        }
        positive("quantity", quantity);
        if (type == OrderType.OCO) {
            throw wrong("type", type, "MARKET, LIMIT or STOP; an OCO comes from onFill");
        }
        presentExactly(limitPrice, type == OrderType.LIMIT, "limitPrice", "LIMIT", type);
        presentExactly(stopPrice, type == OrderType.STOP, "stopPrice", "STOP", type);
        positiveIfPresent("trailingDistance", trailingDistance);
        if (trailingDistance != null && type != OrderType.STOP) {
            throw wrong("trailingDistance", trailingDistance.toPlainString() + " on " + type, "present on STOP only");
        }
        if (type == OrderType.STOP && timeInForce.immediate()) {
            throw wrong("timeInForce", timeInForce, "GTC or GTD on a STOP order, which has to wait");
        }
        if ((goodTill != null) != (timeInForce == TimeInForce.GTD)) {
            throw wrong(
                    "goodTill",
                    goodTill == null ? "absent on " + timeInForce : goodTill + " on " + timeInForce,
                    "present exactly on GTD");
        }
        if (onFill != null) {
            if (reduceOnly) {
                throw wrong("onFill", onFill.clientOrderId(), "none on a reduce-only order, which opens nothing");
            }
            if (onFill.clientOrderId().equals(clientOrderId)) {
                throw wrong("onFill.clientOrderId", clientOrderId, "another id than the entry's");
            }
            BigDecimal gap = onFill.takeProfit().subtract(onFill.stopLoss());
            if (gap.signum() != side.sign()) {
                throw wrong(
                        "onFill stopLoss, takeProfit",
                        onFill.stopLoss().toPlainString() + ", "
                                + onFill.takeProfit().toPlainString(),
                        side == Side.BUY
                                ? "the stop below the target on a BUY"
                                : "the stop above the target on a SELL");
            }
        }
    }

    /** Whether a text may be an id here: 1 to 64 of letters, digits, dot, underscore and hyphen. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private static void id(String field, String value) {
        if (!isId(value)) {
            throw wrong(field, value, "1 to 64 of A-Z, a-z, 0-9, dot, underscore and hyphen");
        }
    }

    private static void positive(String field, BigDecimal value) {
        if (value.signum() <= 0) {
            throw wrong(field, value.toPlainString(), "a number above zero");
        }
    }

    private static void positiveIfPresent(String field, @Nullable BigDecimal value) {
        if (value != null) {
            positive(field, value);
        }
    }

    private static void presentExactly(
            @Nullable BigDecimal price, boolean expected, String field, String on, OrderType type) {
        if ((price != null) != expected) {
            throw wrong(field, price == null ? "absent on " + type : price + " on " + type, "present exactly on " + on);
        }
        positiveIfPresent(field, price);
    }

    private static IllegalArgumentException wrong(String field, Object value, String expected) {
        return new IllegalArgumentException(field + " is " + value + ", expected " + expected);
    }
}
