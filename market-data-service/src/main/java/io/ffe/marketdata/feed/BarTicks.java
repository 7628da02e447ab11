package io.ffe.marketdata.feed;

import io.ffe.marketdata.feed.FeedRow.Prices;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded bar as four quotes: open at its start, then the two extremes after one and two thirds of its length, the close
 * one millisecond before its end. A bar that closed at or above its open went low first, then high; one that fell went high
 * first. Bid and ask stand half a spread around a recorded price, so that their mid is that price, exactly; where both were
 * recorded they are taken as they are.
 */
final class BarTicks {

    /**
     * A quote made from a bar.
     *
     * @param volume what was traded in the whole bar, on its close only
     */
    record DerivedQuote(
            Instant at,
            BigDecimal bid,
            BigDecimal ask,
            @Nullable BigDecimal bidSize,
            @Nullable BigDecimal askSize,
            @Nullable BigDecimal volume) {}

    private record Sides(BigDecimal bid, BigDecimal ask) {
        BigDecimal sum() {
            return bid.add(ask);
        }
    }

    private final Instrument instrument;
    private final SpreadModel spread;
    private final Duration length;

    BarTicks(Instrument instrument, SpreadModel spread, Duration length) {
        this.instrument = instrument;
        this.spread = spread;
        this.length = length;
    }

    List<DerivedQuote> of(FeedRow.TradeBar bar) {
        return path(
                bar.time(),
                around(bar.price().open()),
                around(bar.price().high()),
                around(bar.price().low()),
                around(bar.price().close()),
                null,
                null,
                bar.volume());
    }

    List<DerivedQuote> of(FeedRow.QuoteBar bar) {
        Prices bid = bar.bid();
        Prices ask = bar.ask();
        return path(
                bar.time(),
                new Sides(bid.open(), ask.open()),
                new Sides(bid.high(), ask.high()),
                new Sides(bid.low(), ask.low()),
                new Sides(bid.close(), ask.close()),
                bar.bidSize(),
                bar.askSize(),
                null);
    }

    List<DerivedQuote> of(FeedRow.BidBar bar) {
        return path(
                bar.time(),
                above(bar.bid().open()),
                above(bar.bid().high()),
                above(bar.bid().low()),
                above(bar.bid().close()),
                null,
                null,
                null);
    }

    List<DerivedQuote> of(FeedRow.AskBar bar) {
        return path(
                bar.time(),
                below(bar.ask().open()),
                below(bar.ask().high()),
                below(bar.ask().low()),
                below(bar.ask().close()),
                null,
                null,
                null);
    }

    /** One quote at the price, for daily closes. */
    DerivedQuote at(Instant time, BigDecimal price) {
        return quote(time, around(price));
    }

    private List<DerivedQuote> path(
            Instant start,
            Sides open,
            Sides high,
            Sides low,
            Sides close,
            @Nullable BigDecimal bidSize,
            @Nullable BigDecimal askSize,
            @Nullable BigDecimal volume) {
        boolean up = close.sum().compareTo(open.sum()) >= 0;
        long third = length.toMillis() / 3;
        return List.of(
                quote(start, open),
                quote(start.plusMillis(third), up ? low : high),
                quote(start.plusMillis(2 * third), up ? high : low),
                new DerivedQuote(
                        start.plus(length).minusMillis(1), close.bid(), close.ask(), bidSize, askSize, volume));
    }

    private static DerivedQuote quote(Instant at, Sides sides) {
        return new DerivedQuote(at, sides.bid(), sides.ask(), null, null, null);
    }

    private Sides around(BigDecimal price) {
        BigDecimal half = spread.halfSpreadAt(price, instrument);
        return new Sides(price.subtract(half), price.add(half));
    }

    private Sides above(BigDecimal bid) {
        BigDecimal half = spread.halfSpreadAt(bid, instrument);
        return new Sides(bid, bid.add(half).add(half));
    }

    private Sides below(BigDecimal ask) {
        BigDecimal half = spread.halfSpreadAt(ask, instrument);
        return new Sides(ask.subtract(half).subtract(half), ask);
    }
}
