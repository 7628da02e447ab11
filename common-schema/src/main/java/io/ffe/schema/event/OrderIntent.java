package io.ffe.schema.event;

import io.ffe.schema.serde.NotCore;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A sized order that execution may send once.
 *
 * @param purpose ENTRY adds exposure, EXIT closes it
 * @param quantity in units of the base currency, a multiple of the lot
 * @param referencePrice the quote's side that the order would trade at when it was sized
 * @param stopLoss price of the protective stop, present on every ENTRY
 * @param takeProfit price of the target, present on every ENTRY
 * @param orderType how an ENTRY finds its price; absent for a market order put in the venue's usual way, and on every EXIT
 * @param limitPrice the worst price that a LIMIT may trade at, on the tick grid, in quote currency; present exactly on LIMIT
 * @param timeInForce how long it works, present exactly where orderType is; IOC or FOK on MARKET. GTC and GTD end with the
 *     verdict's validity
 * @param trailingDistance how far behind the best price since the fill the stop follows, in quote currency and on the tick grid; it is
 *     never farther away than stopLoss. Absent where the stop stays, and on every EXIT
 */
public record OrderIntent(
        @NotCore String intentId,
        Purpose purpose,
        Side side,
        BigDecimal quantity,
        BigDecimal referencePrice,
        @Nullable BigDecimal stopLoss,
        @Nullable BigDecimal takeProfit,
        @Nullable OrderType orderType,
        @Nullable BigDecimal limitPrice,
        @Nullable TimeInForce timeInForce,
        @Nullable BigDecimal trailingDistance) {

    /** An order that is put in the venue's usual way. */
    public OrderIntent(
            String intentId,
            Purpose purpose,
            Side side,
            BigDecimal quantity,
            BigDecimal referencePrice,
            @Nullable BigDecimal stopLoss,
            @Nullable BigDecimal takeProfit) {
        this(intentId, purpose, side, quantity, referencePrice, stopLoss, takeProfit, null, null, null, null);
    }

    /** Why an order exists. PROTECTION is made by execution from an entry's stop and target, never by a verdict. */
    public enum Purpose {
        ENTRY,
        EXIT,
        PROTECTION
    }

    public OrderIntent {
        Require.id("intentId", intentId);
        Require.positive("quantity", quantity);
        Require.positive("referencePrice", referencePrice);
        Require.positive("stopLoss", stopLoss);
        Require.positive("takeProfit", takeProfit);
        Require.that(purpose != Purpose.PROTECTION, "purpose", purpose, "ENTRY or EXIT");
        if (purpose == Purpose.ENTRY) {
            Require.that(stopLoss != null && takeProfit != null, "stopLoss, takeProfit", null, "both on an ENTRY");
        }
        Require.positive("limitPrice", limitPrice);
        Require.that(purpose == Purpose.ENTRY || orderType == null, "orderType", orderType, "absent on an " + purpose);
        Require.that(
                (orderType == null) == (timeInForce == null), "timeInForce", timeInForce, "present with orderType");
        Require.that(
                (orderType == OrderType.LIMIT) == (limitPrice != null),
                "limitPrice",
                limitPrice,
                "present exactly on LIMIT");
        Require.that(
                orderType != OrderType.MARKET || timeInForce == null || !timeInForce.rests(),
                "timeInForce",
                timeInForce,
                "IOC or FOK on MARKET");
        Require.positive("trailingDistance", trailingDistance);
        Require.that(
                purpose == Purpose.ENTRY || trailingDistance == null,
                "trailingDistance",
                trailingDistance,
                "absent on an " + purpose);
    }
}
