package io.ffe.execution.domain;

import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.VenueEntries;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an entry is put, where its verdict says so.
 *
 * @param limitPrice the worst price that it may trade at; present exactly on LIMIT
 */
public record OrderTerms(OrderType type, @Nullable BigDecimal limitPrice, TimeInForce timeInForce) {

    public OrderTerms {
        if ((type == OrderType.LIMIT) != (limitPrice != null)) {
            throw new IllegalArgumentException(
                    "limitPrice is " + limitPrice + " on " + type + ", expected it exactly on LIMIT");
        }
    }

    /** What a verdict says; null where it leaves it to the venue's usual way. */
    public static @Nullable OrderTerms of(OrderIntent intent) {
        OrderType type = intent.orderType();
        TimeInForce timeInForce = intent.timeInForce();
        return type == null || timeInForce == null ? null : new OrderTerms(type, intent.limitPrice(), timeInForce);
    }

    /** Why the venue has no such order, naming what it has; empty when it has, or nothing is said. */
    public static Optional<String> lack(@Nullable OrderTerms terms, VenueEntries venue) {
        return terms == null ? Optional.empty() : venue.lacks(terms.type(), terms.timeInForce());
    }
}
