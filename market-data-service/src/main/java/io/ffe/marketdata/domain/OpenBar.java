package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A bar that is still being filled: a minute from ticks, or a longer one from closed shorter ones. */
final class OpenBar {

    private final Timeframe timeframe;
    private final Instant start;
    private final Instant end;
    private @Nullable OpenOhlc price;
    private @Nullable OpenOhlc bid;
    private @Nullable OpenOhlc ask;
    private BigDecimal volume = BigDecimal.ZERO;
    private long tickCount;
    private boolean derived;
    private @Nullable LastQuote lastQuote;
    private final SeenTicks seen;

    /**
     * As it stands in a checkpoint.
     *
     * @param bid absent when no quote was seen
     * @param lastQuote kept for minutes only
     * @param seen ticks that are in it; kept for minutes only, because only they take ticks
     */
    public record State(
            Timeframe timeframe,
            Instant start,
            OpenOhlc.State price,
            OpenOhlc.@Nullable State bid,
            OpenOhlc.@Nullable State ask,
            BigDecimal volume,
            long tickCount,
            boolean derived,
            @Nullable LastQuote lastQuote,
            List<SeenTicks.Run> seen) {

        public State {
            seen = List.copyOf(seen);
        }
    }

    OpenBar(Timeframe timeframe, Instant start) {
        this(timeframe, start, new SeenTicks());
    }

    private OpenBar(Timeframe timeframe, Instant start, SeenTicks seen) {
        this.timeframe = timeframe;
        this.start = start;
        this.end = start.plus(timeframe.length());
        this.seen = seen;
    }

    OpenBar(State state) {
        this(state.timeframe(), state.start(), new SeenTicks(state.seen()));
        this.price = new OpenOhlc(state.price());
        this.bid = state.bid() == null ? null : new OpenOhlc(state.bid());
        this.ask = state.ask() == null ? null : new OpenOhlc(state.ask());
        this.volume = state.volume();
        this.tickCount = state.tickCount();
        this.derived = state.derived();
        this.lastQuote = state.lastQuote();
    }

    /** Whether the tick is in it already. */
    boolean holds(Tick tick) {
        return seen.holds(tick);
    }

    /** Adds a tick that it does not hold. */
    void add(Tick tick) {
        seen.add(tick);
        switch (tick.kind()) {
            case QUOTE -> add(Quote.of(tick), tick.derived());
            case TRADE -> price = OpenOhlc.with(price, Objects.requireNonNull(tick.price()), tick.occurredAt());
        }
        if (tick.size() != null) {
            volume = volume.add(tick.size());
        }
        tickCount++;
        derived |= tick.derived();
    }

    private void add(Quote quote, boolean fromBar) {
        Instant at = quote.occurredAt();
        price = OpenOhlc.with(price, quote.mid(), at);
        bid = OpenOhlc.with(bid, quote.bid(), at);
        ask = OpenOhlc.with(ask, quote.ask(), at);
        if (lastQuote == null || !at.isBefore(lastQuote.quote().occurredAt())) {
            lastQuote = new LastQuote(quote, fromBar);
        }
    }

    /** Adds a closed shorter bar that lies in this one, after what is in it already. */
    void add(Bar shorter) {
        price = OpenOhlc.with(price, shorter.price(), shorter.start(), shorter.end());
        if (shorter.bid() != null) {
            bid = OpenOhlc.with(bid, shorter.bid(), shorter.start(), shorter.end());
        }
        if (shorter.ask() != null) {
            ask = OpenOhlc.with(ask, shorter.ask(), shorter.start(), shorter.end());
        }
        volume = volume.add(shorter.volume());
        tickCount += shorter.tickCount();
        derived |= shorter.derived();
    }

    /** The bar as it is now. At least one tick or shorter bar has been added. */
    Bar toBar(String runId, String symbol, Origin origin, int priceScale) {
        return new Bar(
                runId,
                symbol,
                timeframe,
                start,
                end,
                atScale(Objects.requireNonNull(price).toOhlc(), priceScale),
                bid == null ? null : bid.toOhlc(),
                ask == null ? null : ask.toOhlc(),
                volume,
                tickCount,
                origin,
                derived);
    }

    /** A mid has one decimal more than bid and ask, mostly a zero: shown with as many as the tick size has, or as needed. */
    private static Ohlc atScale(Ohlc mid, int scale) {
        return new Ohlc(
                atScale(mid.open(), scale),
                atScale(mid.high(), scale),
                atScale(mid.low(), scale),
                atScale(mid.close(), scale));
    }

    private static BigDecimal atScale(BigDecimal value, int scale) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < scale ? stripped.setScale(scale) : stripped;
    }

    State state() {
        return new State(
                timeframe,
                start,
                Objects.requireNonNull(price).state(),
                bid == null ? null : bid.state(),
                ask == null ? null : ask.state(),
                volume,
                tickCount,
                derived,
                lastQuote,
                seen.runs());
    }

    Timeframe timeframe() {
        return timeframe;
    }

    Instant start() {
        return start;
    }

    Instant end() {
        return end;
    }

    @Nullable
    LastQuote lastQuote() {
        return lastQuote;
    }
}
