package io.ffe.marketdata.domain.fanout;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import java.math.BigDecimal;
import java.time.Instant;

/** Quotes and bars for tests of the fan-out. */
public final class Events {

    public static final Instant START = Instant.parse("2024-08-05T00:00:00Z");

    private Events() {}

    public static Tick quote(String symbol, Instant at, long sequence, String bid, String ask) {
        return new Tick(
                symbol,
                "test",
                sequence,
                Tick.Kind.QUOTE,
                at,
                at,
                new BigDecimal(bid),
                new BigDecimal(ask),
                new BigDecimal("1.5"),
                new BigDecimal("2"),
                null,
                null,
                Origin.REPLAY,
                false);
    }

    static Tick trade(String symbol, Instant at, String price) {
        return new Tick(
                symbol,
                "test",
                1,
                Tick.Kind.TRADE,
                at,
                at,
                null,
                null,
                null,
                null,
                new BigDecimal(price),
                BigDecimal.ONE,
                Origin.REPLAY,
                false);
    }

    public static Bar bar(String symbol, Timeframe timeframe, Instant start, String close) {
        BigDecimal price = new BigDecimal(close);
        return new Bar(
                "run-1",
                symbol,
                timeframe,
                start,
                start.plus(timeframe.length()),
                new Ohlc(price, price, price, price),
                null,
                null,
                BigDecimal.ONE,
                4,
                Origin.REPLAY,
                false);
    }
}
