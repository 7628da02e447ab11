package io.ffe.marketdata.domain.fanout;

import io.ffe.marketdata.domain.QuoteBand;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The slots of all symbols. One thread offers, in the order of the topic; it waits for nobody, and what an event costs it does
 * not depend on how many clients there are.
 */
public final class FanOut {

    private final Map<String, Streams> symbols = new ConcurrentHashMap<>();
    private final Consumer<Tally> opened;

    /** One symbol. Times and band belong to the thread that offers. */
    private static final class Streams {

        private final Slot quotes;
        private final Map<Timeframe, Slot> bars = new EnumMap<>(Timeframe.class);
        private final Slot snapshots;
        private final QuoteBand band = new QuoteBand();
        private Instant lastQuote = Instant.MIN;

        Streams(String symbol, Consumer<Tally> opened) {
            Tally ofQuotes = new Tally(symbol, Channel.QUOTES);
            Tally ofBars = new Tally(symbol, Channel.BARS);
            Tally ofSnapshots = new Tally(symbol, Channel.SNAPSHOTS);
            quotes = new Slot(ofQuotes, null);
            snapshots = new Slot(ofSnapshots, null);
            Arrays.stream(Timeframe.values()).forEach(timeframe -> bars.put(timeframe, new Slot(ofBars, timeframe)));
            for (Channel channel : Channel.values()) {
                List<Slot> slots = List.copyOf(of(channel));
                slots.getFirst().tally().of(slots);
                opened.accept(slots.getFirst().tally());
            }
        }

        Collection<Slot> of(Channel channel) {
            return switch (channel) {
                case QUOTES -> List.of(quotes);
                case BARS -> bars.values();
                case SNAPSHOTS -> List.of(snapshots);
            };
        }
    }

    /** @param opened told of the counts of each channel of a symbol once, when it is first seen or asked for */
    public FanOut(Consumer<Tally> opened) {
        this.opened = opened;
    }

    /** A quote; trades are in bars and in no channel. */
    public void offer(Tick tick) {
        BigDecimal bid = tick.bid();
        BigDecimal ask = tick.ask();
        if (tick.kind() == Tick.Kind.QUOTE && bid != null && ask != null) {
            Streams streams = streams(tick.symbol());
            streams.quotes.offer(tick, fate(streams, tick.occurredAt(), bid, ask));
        }
    }

    private static Slot.Fate fate(Streams streams, Instant occurredAt, BigDecimal bid, BigDecimal ask) {
        if (occurredAt.isBefore(streams.lastQuote)) {
            return Slot.Fate.OLDER;
        }
        streams.lastQuote = occurredAt;
        if (streams.band.holds(bid, ask)) {
            return Slot.Fate.UNCHANGED;
        }
        streams.band.moveTo(bid, ask);
        return Slot.Fate.FANNED_OUT;
    }

    public void offer(Bar bar) {
        offer(Objects.requireNonNull(streams(bar.symbol()).bars.get(bar.timeframe())), bar);
    }

    public void offer(Snapshot snapshot) {
        offer(streams(snapshot.symbol()).snapshots, snapshot);
    }

    /** After a restart from a checkpoint bars and snapshots are told again: what is not newer is known. */
    private static void offer(Slot slot, Event event) {
        @Nullable Event last = slot.state().event();
        boolean newer = last == null || event.time().isAfter(last.time());
        slot.offer(event, newer ? Slot.Fate.FANNED_OUT : Slot.Fate.OLDER);
    }

    /** The streams of a symbol's channel, bars by timeframe, shortest first. */
    List<Slot> slots(String symbol, Channel channel) {
        return List.copyOf(streams(symbol).of(channel));
    }

    private Streams streams(String symbol) {
        Streams known = symbols.get(symbol);
        return known != null ? known : symbols.computeIfAbsent(symbol, first -> new Streams(first, opened));
    }
}
