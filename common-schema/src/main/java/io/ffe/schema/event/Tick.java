package io.ffe.schema.event;

import io.ffe.schema.serde.NotCore;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One accepted price observation of a symbol at a source.
 *
 * @param source the venue or file that the price was seen at, as in {@code coinbase}
 * @param sequence rises by one for each tick of a symbol from one source within a run; gaps are the source's
 * @param kind which of the optional fields are present: a quote has bid and ask, a trade has price and size
 * @param occurredAt when it happened, by the source's clock
 * @param receivedAt when FFE saw it, by FFE's clock (logical in a replay)
 * @param size units traded; on a quote derived from a bar, the share of the bar's volume that this tick stands for
 * @param derived true when the tick was made from a recorded bar and not observed itself
 */
public record Tick(
        String symbol,
        String source,
        long sequence,
        Kind kind,
        Instant occurredAt,
        @NotCore Instant receivedAt,
        @Nullable BigDecimal bid,
        @Nullable BigDecimal ask,
        @Nullable BigDecimal bidSize,
        @Nullable BigDecimal askSize,
        @Nullable BigDecimal price,
        @Nullable BigDecimal size,
        Origin origin,
        boolean derived)
        implements Event {

    /** What kind of observation a tick is. */
    public enum Kind {
        QUOTE,
        TRADE
    }

    public Tick {
        Require.symbol("symbol", symbol);
        Require.id("source", source);
        Require.notNegative("sequence", sequence);
        Require.positive("bid", bid);
        Require.positive("ask", ask);
        Require.notNegative("bidSize", bidSize);
        Require.notNegative("askSize", askSize);
        Require.positive("price", price);
        Require.notNegative("size", size);
        switch (kind) {
            case QUOTE -> Require.that(bid != null && ask != null, "bid and ask", bid + ", " + ask, "both on a QUOTE");
            case TRADE ->
                Require.that(price != null && size != null, "price and size", price + ", " + size, "both on a TRADE");
        }
        Require.that(!(derived && origin == Origin.LIVE), "derived", true, "false on a live tick");
    }

    @Override
    public String eventId() {
        return source + ":" + symbol + ":" + sequence;
    }

    @Override
    public Instant time() {
        return occurredAt;
    }

    @Override
    public String subject() {
        return symbol;
    }

    @Override
    public String key() {
        return symbol;
    }
}
