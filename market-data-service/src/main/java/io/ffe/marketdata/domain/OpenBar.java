package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.tick.SeenTicks;
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
    private final long startSecond;
    private final Steps steps;
    private @Nullable OpenOhlc price;
    private @Nullable OpenOhlc bid;
    private @Nullable OpenOhlc ask;
    private final OpenVolume volume;
    private long tickCount;
    private boolean derived;
    /** Of the newest quote, of which a checkpoint keeps the quote only. */
    private @Nullable Tick lastQuoteTick;

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

    OpenBar(Timeframe timeframe, Instant start, Steps steps) {
        this(timeframe, start, steps, new SeenTicks(), BigDecimal.ZERO);
    }

    private OpenBar(Timeframe timeframe, Instant start, Steps steps, SeenTicks seen, BigDecimal volume) {
        this.timeframe = timeframe;
        this.start = start;
        this.end = start.plus(timeframe.length());
        this.startSecond = start.getEpochSecond();
        this.steps = steps;
        this.seen = seen;
        this.volume = new OpenVolume(volume);
    }

    OpenBar(State state, Steps steps) {
        this(state.timeframe(), state.start(), steps, new SeenTicks(state.seen()), state.volume());
        this.price = new OpenOhlc(steps, state.price());
        this.bid = state.bid() == null ? null : new OpenOhlc(steps, state.bid());
        this.ask = state.ask() == null ? null : new OpenOhlc(steps, state.ask());
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
            case QUOTE -> addQuote(tick, Objects.requireNonNull(tick.bid()), Objects.requireNonNull(tick.ask()));
            case TRADE -> price = with(price, Objects.requireNonNull(tick.price()), tick.occurredAt());
        }
        if (tick.size() != null) {
            volume.add(tick.size());
        }
        tickCount++;
        derived |= tick.derived();
    }

    private void addQuote(Tick tick, BigDecimal bidPrice, BigDecimal askPrice) {
        Instant at = tick.occurredAt();
        long bidSteps = steps.of(bidPrice);
        long askSteps = steps.of(askPrice);
        int midDecimals = Math.max(bidPrice.scale(), askPrice.scale()) + 1;
        // Half of an odd sum has one decimal more than its parts: there is one only where both leave one free.
        if (bidSteps != Steps.NONE && askSteps != Steps.NONE && midDecimals <= steps.decimals()) {
            price = with(price, (bidSteps + askSteps) / 2, midDecimals, at);
            bid = with(bid, bidSteps, bidPrice.scale(), at);
            ask = with(ask, askSteps, askPrice.scale(), at);
        } else {
            price = with(price, Quote.mid(bidPrice, askPrice), at);
            bid = with(bid, bidPrice, at);
            ask = with(ask, askPrice, at);
        }
        if (!at.isBefore(lastQuoteAt())) {
            lastQuoteTick = tick;
        }
    }

    private Instant lastQuoteAt() {
        if (lastQuoteTick != null) {
            return lastQuoteTick.occurredAt();
        }
        return lastQuote == null ? Instant.MIN : lastQuote.quote().occurredAt();
    }

    private OpenOhlc with(@Nullable OpenOhlc soFar, long value, int decimals, Instant at) {
        if (soFar == null) {
            return new OpenOhlc(steps, value, decimals, at);
        }
        soFar.add(value, decimals, at);
        return soFar;
    }

    private OpenOhlc with(@Nullable OpenOhlc soFar, BigDecimal value, Instant at) {
        long whole = steps.of(value);
        if (whole != Steps.NONE) {
            return with(soFar, whole, value.scale(), at);
        }
        if (soFar == null) {
            return new OpenOhlc(steps, new Ohlc(value, value, value, value), at, at);
        }
        soFar.add(value, at);
        return soFar;
    }

    /** Adds a closed shorter bar that lies in this one, after what is in it already. */
    void add(Bar shorter) {
        price = with(price, shorter.price(), shorter);
        if (shorter.bid() != null) {
            bid = with(bid, shorter.bid(), shorter);
        }
        if (shorter.ask() != null) {
            ask = with(ask, shorter.ask(), shorter);
        }
        volume.add(shorter.volume());
        tickCount += shorter.tickCount();
        derived |= shorter.derived();
    }

    private OpenOhlc with(@Nullable OpenOhlc soFar, Ohlc interval, Bar shorter) {
        if (soFar == null) {
            return new OpenOhlc(steps, interval, shorter.start(), shorter.end());
        }
        soFar.add(interval, shorter.end());
        return soFar;
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
                volume.total(),
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
                volume.total(),
                tickCount,
                derived,
                lastQuote(),
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

    /** As seconds since the epoch. */
    long startSecond() {
        return startSecond;
    }

    @Nullable
    LastQuote lastQuote() {
        return lastQuoteTick == null ? lastQuote : new LastQuote(Quote.of(lastQuoteTick), lastQuoteTick.derived());
    }
}
