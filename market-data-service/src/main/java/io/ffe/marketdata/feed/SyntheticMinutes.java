package io.ffe.marketdata.feed;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.NoSuchElementException;

/**
 * The past of one synthetic symbol as 1-minute bars: what a bar builder would have made of its quotes, in whole ticks all
 * the way because there are millions of them.
 */
final class SyntheticMinutes implements WarmUpBars {

    private static final long MINUTE = 60_000;

    private final SyntheticPrices prices;
    private final Instrument instrument;
    private final long untilMillis;
    private final String runId;

    /** @param prices moved on to the first quote at or after {@code until} when the last bar has been given */
    SyntheticMinutes(SyntheticPrices prices, Instrument instrument, Instant until, String runId) {
        this.prices = prices;
        this.instrument = instrument;
        this.untilMillis = until.toEpochMilli();
        this.runId = runId;
    }

    @Override
    public boolean hasNext() {
        return prices.millis() < untilMillis;
    }

    @Override
    public Bar next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the past ends at " + Instant.ofEpochMilli(untilMillis));
        }
        long start = Math.floorDiv(prices.millis(), MINUTE) * MINUTE;
        Range mid = new Range(prices.bidTicks() + prices.askTicks());
        Range bid = new Range(prices.bidTicks());
        Range ask = new Range(prices.askTicks());
        long count = 1;
        prices.advance();
        while (prices.millis() < start + MINUTE && prices.millis() < untilMillis) {
            mid.add(prices.bidTicks() + prices.askTicks());
            bid.add(prices.bidTicks());
            ask.add(prices.askTicks());
            count++;
            prices.advance();
        }
        Instant from = Instant.ofEpochMilli(start);
        return new Bar(
                runId,
                instrument.symbol(),
                Timeframe.M1,
                from,
                from.plusMillis(MINUTE),
                mid.toOhlc(2),
                bid.toOhlc(1),
                ask.toOhlc(1),
                BigDecimal.ZERO,
                count,
                Origin.SYNTHETIC,
                false);
    }

    @Override
    public void close() {
        // Nothing is open: it is all computed.
    }

    private final class Range {
        private final long open;
        private long high;
        private long low;
        private long close;

        Range(long first) {
            open = first;
            high = first;
            low = first;
            close = first;
        }

        void add(long value) {
            high = Math.max(high, value);
            low = Math.min(low, value);
            close = value;
        }

        /** @param parts by how much the whole numbers have to be divided; bid plus ask is always even here */
        Ohlc toOhlc(int parts) {
            return new Ohlc(
                    SyntheticMarket.price(open / parts, instrument),
                    SyntheticMarket.price(high / parts, instrument),
                    SyntheticMarket.price(low / parts, instrument),
                    SyntheticMarket.price(close / parts, instrument));
        }
    }
}
