package io.ffe.marketdata.feed;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of a file, checked on its own and against the row before it. */
sealed interface FeedRow {

    /** Line in the file, the header being 1. */
    long line();

    /** Start of a bar, moment of a tick. */
    Instant time();

    /** Open, high, low and close as published; low is the lowest and high the highest of them. */
    record Prices(BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close) {}

    record TradeBar(long line, Instant time, Prices price, BigDecimal volume) implements FeedRow {}

    record QuoteBar(
            long line,
            Instant time,
            Prices bid,
            Prices ask,
            @Nullable BigDecimal bidSize,
            @Nullable BigDecimal askSize) implements FeedRow {}

    record BidBar(long line, Instant time, Prices bid) implements FeedRow {}

    record AskBar(long line, Instant time, Prices ask) implements FeedRow {}

    record QuoteTick(
            long line,
            Instant time,
            BigDecimal bid,
            BigDecimal ask,
            @Nullable BigDecimal bidSize,
            @Nullable BigDecimal askSize)
            implements FeedRow {}

    record TradeTick(long line, Instant time, BigDecimal price, BigDecimal size) implements FeedRow {}

    record DailyClose(long line, Instant time, BigDecimal price) implements FeedRow {}
}
