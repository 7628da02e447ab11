package io.ffe.schema.event;

import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.NotCore;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A closed bar over [start, end), built from every accepted tick of the symbol in that interval. An interval without a
 * tick has no bar.
 *
 * @param price OHLC of the mid for quotes, of the trade price for trades
 * @param bid OHLC of the bid, absent when the bar has no quote
 * @param ask OHLC of the ask, absent when the bar has no quote
 * @param volume sum of the ticks' sizes, zero where the source states none
 * @param derived true when any tick of it was derived from a recorded bar
 */
public record Bar(
        @NotCore String runId,
        String symbol,
        Timeframe timeframe,
        Instant start,
        Instant end,
        Ohlc price,
        @Nullable Ohlc bid,
        @Nullable Ohlc ask,
        BigDecimal volume,
        long tickCount,
        Origin origin,
        boolean derived)
        implements Event {

    public Bar {
        Require.id("runId", runId);
        Require.symbol("symbol", symbol);
        Require.that(end.equals(start.plus(timeframe.length())), "end", end, "start plus " + timeframe.label());
        Require.notNegative("volume", volume);
        Require.that(tickCount > 0, "tickCount", tickCount, "one or more");
    }

    @Override
    public String eventId() {
        return Ids.of("bar", runId, symbol, timeframe.label(), start).toString();
    }

    @Override
    public Instant time() {
        return end;
    }

    @Override
    public String subject() {
        return symbol + "/" + timeframe.label();
    }

    @Override
    public String key() {
        return symbol;
    }
}
