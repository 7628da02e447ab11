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
 */
public record OrderIntent(
        @NotCore String intentId,
        Purpose purpose,
        Side side,
        BigDecimal quantity,
        BigDecimal referencePrice,
        @Nullable BigDecimal stopLoss,
        @Nullable BigDecimal takeProfit) {

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
    }
}
