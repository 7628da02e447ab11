package io.ffe.stack.audit.fact;

import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order in execution's database.
 *
 * @param leg {@code outside} on one that the venue has and execution never made
 * @param attempt how often it was sent
 * @param venueOrderId the venue's own id, absent before it was heard
 * @param sentAt when it was last written down as leaving, by the system's clock; absent when it never was
 */
public record BookedOrder(
        long created,
        String clientOrderId,
        String portfolioId,
        @Nullable String verdictId,
        String symbol,
        Side side,
        Purpose purpose,
        String leg,
        OrderState state,
        BigDecimal quantity,
        BigDecimal filled,
        int attempt,
        @Nullable String venueOrderId,
        @Nullable Instant sentAt) {

    public static final String OUTSIDE_LEG = "outside";

    public boolean reducesOnly() {
        return purpose != Purpose.ENTRY;
    }

    /** The venue has it working, as far as execution knows. */
    public boolean works() {
        return state == OrderState.ACCEPTED || state == OrderState.PARTIALLY_FILLED;
    }
}
