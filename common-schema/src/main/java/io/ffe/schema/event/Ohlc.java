package io.ffe.schema.event;

import java.math.BigDecimal;

/** First, highest, lowest and last of a price within an interval. */
public record Ohlc(BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close) {

    public Ohlc {
        Require.positive("open", open);
        Require.positive("high", high);
        Require.positive("low", low);
        Require.positive("close", close);
        Require.that(low.compareTo(open) <= 0 && low.compareTo(close) <= 0, "low", low, "at most open and close");
        Require.that(high.compareTo(open) >= 0 && high.compareTo(close) >= 0, "high", high, "at least open and close");
    }
}
