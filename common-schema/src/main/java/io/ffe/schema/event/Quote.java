package io.ffe.schema.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Best bid and ask at one moment. May be crossed or locked: whether that matters is for its reader to judge.
 *
 * @param occurredAt when the source saw it
 */
public record Quote(
        BigDecimal bid,
        BigDecimal ask,
        @Nullable BigDecimal bidSize,
        @Nullable BigDecimal askSize,
        Instant occurredAt,
        String source) {

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    public Quote {
        Require.positive("bid", bid);
        Require.positive("ask", ask);
        Require.id("source", source);
    }

    /** Exactly halfway between bid and ask; half of a decimal is a decimal, so nothing is rounded. */
    public BigDecimal mid() {
        return bid.add(ask).divide(TWO, Math.max(bid.scale(), ask.scale()) + 1, RoundingMode.UNNECESSARY);
    }

    public BigDecimal spread() {
        return ask.subtract(bid);
    }
}
