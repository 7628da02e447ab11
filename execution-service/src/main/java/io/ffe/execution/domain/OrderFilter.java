package io.ffe.execution.domain;

import io.ffe.schema.event.OrderState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which orders are asked for; null where it does not matter.
 *
 * @param since decided at that time or later
 */
public record OrderFilter(
        @Nullable String portfolioId,
        @Nullable String symbol,
        @Nullable OrderState state,
        @Nullable Instant since) {

    public static final OrderFilter ALL = new OrderFilter(null, null, null, null);
}
