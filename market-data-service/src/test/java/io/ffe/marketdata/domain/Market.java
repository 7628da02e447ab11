package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Ticks and bars of BTCUSDT for tests. */
final class Market {

    static final Instant START = Instant.parse("2024-08-05T00:00:00Z");
    static final Instrument BTC = Instruments.builtIn().require("BTCUSDT");
    static final String RUN = "run-1";

    private Market() {}

    static PipelineSettings settings(Timeframe snapshots) {
        return new PipelineSettings(RUN, BTC, Origin.REPLAY, snapshots, Duration.ZERO, QualityLimits.defaults());
    }

    static Tick quote(Duration afterStart, String bid, String ask) {
        Instant at = START.plus(afterStart);
        return quote(at, at.toEpochMilli() % 1_000_000_000, bid, ask);
    }

    static Tick quote(Instant at, long sequence, String bid, String ask) {
        return quote("BTCUSDT", at, sequence, bid, ask);
    }

    static Tick quote(String symbol, Instant at, long sequence, String bid, String ask) {
        return new Tick(
                symbol,
                "test",
                sequence,
                Tick.Kind.QUOTE,
                at,
                at,
                new BigDecimal(bid),
                new BigDecimal(ask),
                null,
                null,
                null,
                null,
                Origin.REPLAY,
                false);
    }

    /** One bid lower and one ask higher by 0.5 than the price. */
    static Tick around(Duration afterStart, double price) {
        BigDecimal mid = BigDecimal.valueOf(price).setScale(2, java.math.RoundingMode.HALF_UP);
        BigDecimal half = new BigDecimal("0.50");
        return quote(
                afterStart, mid.subtract(half).toPlainString(), mid.add(half).toPlainString());
    }

    static Watermark through(Duration afterStart) {
        return new Watermark("BTCUSDT", "test", START.plus(afterStart), Origin.REPLAY);
    }

    static Bar bar(Timeframe timeframe, Instant start, String open, String high, String low, String close) {
        Ohlc price = new Ohlc(new BigDecimal(open), new BigDecimal(high), new BigDecimal(low), new BigDecimal(close));
        return new Bar(
                RUN,
                "BTCUSDT",
                timeframe,
                start,
                start.plus(timeframe.length()),
                price,
                null,
                null,
                BigDecimal.ONE,
                4,
                Origin.REPLAY,
                true);
    }

    static Bar flat(Timeframe timeframe, Instant start, String price) {
        return bar(timeframe, start, price, price, price, price);
    }
}
