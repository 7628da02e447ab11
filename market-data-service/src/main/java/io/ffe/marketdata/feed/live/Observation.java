package io.ffe.marketdata.feed.live;

import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A price as a provider said it: prices above zero, sizes not below, and nothing else checked yet.
 *
 * @param kind a quote has bid and ask, a trade has price and size
 * @param occurredAt by the provider's clock
 */
public record Observation(
        String symbol,
        Tick.Kind kind,
        Instant occurredAt,
        @Nullable BigDecimal bid,
        @Nullable BigDecimal ask,
        @Nullable BigDecimal bidSize,
        @Nullable BigDecimal askSize,
        @Nullable BigDecimal price,
        @Nullable BigDecimal size) {

    static Observation quote(
            String symbol,
            Instant occurredAt,
            BigDecimal bid,
            BigDecimal ask,
            @Nullable BigDecimal bidSize,
            @Nullable BigDecimal askSize) {
        return new Observation(symbol, Tick.Kind.QUOTE, occurredAt, bid, ask, bidSize, askSize, null, null);
    }

    static Observation trade(String symbol, Instant occurredAt, BigDecimal price, BigDecimal size) {
        return new Observation(symbol, Tick.Kind.TRADE, occurredAt, null, null, null, null, price, size);
    }
}
