package io.ffe.schema.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Objects;
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

    /**
     * What a quote tick quotes.
     *
     * @throws NullPointerException for a trade, which has no bid and no ask
     */
    public static Quote of(Tick tick) {
        return new Quote(
                Objects.requireNonNull(tick.bid()),
                Objects.requireNonNull(tick.ask()),
                tick.bidSize(),
                tick.askSize(),
                tick.occurredAt(),
                tick.source());
    }

    /** Exactly halfway between two prices; half of a decimal is a decimal, so nothing is rounded. */
    public static BigDecimal mid(BigDecimal bid, BigDecimal ask) {
        return bid.add(ask).divide(TWO, Math.max(bid.scale(), ask.scale()) + 1, RoundingMode.UNNECESSARY);
    }

    /** Exactly halfway between bid and ask. */
    public BigDecimal mid() {
        return mid(bid, ask);
    }

    public BigDecimal spread() {
        return ask.subtract(bid);
    }
}
