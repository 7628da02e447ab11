package io.ffe.papervenue.domain;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Tick;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An exchange with what has been done to it: every line that was decided, applied and kept. */
public final class Scene {

    public static final String BTC = "BTCUSDT";
    public static final String ETH = "ETHUSDT";
    public static final String MAIN = "main";

    private static final Instant START = Instant.parse("2024-08-05T00:00:00Z");

    final Exchange exchange;
    final List<JournalLine> lines = new ArrayList<>();
    private final long[] offsets = new long[2];
    private long ticks;
    private long beat;
    private boolean timesCompare = true;

    public Scene(VenueRules rules) {
        this.exchange = new Exchange(rules);
    }

    /** No slippage and no fee, so that prices in tests are the quotes. */
    public static VenueRules frictionless() {
        return rules("0", "0", "0", "0");
    }

    public static VenueRules rules(String takerBps, String makerBps, String slippageBps, String slippageBpsAtDepth) {
        Costs costs = new Costs(
                dec(takerBps), dec(makerBps), dec(slippageBps), dec(slippageBpsAtDepth), dec("50"), dec("250000"));
        return new VenueRules("USD", Set.of("USDT"), dec("100000"), dec("3"), costs, Instruments.builtIn());
    }

    public static BigDecimal dec(String text) {
        return new BigDecimal(text);
    }

    public Exchange exchange() {
        return exchange;
    }

    public List<JournalLine> lines() {
        return lines;
    }

    public VenueOrder place(PlaceOrder order) {
        return place(order, null);
    }

    /** An order that arrives so many seconds after the last tick. */
    public VenueOrder placeAfter(PlaceOrder order, long seconds) {
        return place(order, START.plusSeconds(ticks + seconds));
    }

    private VenueOrder place(PlaceOrder order, @Nullable Instant at) {
        if (exchange.place(order, at, null) instanceof Placement.Decided(JournalLine line)) {
            apply(line);
        }
        return exchange.holderOf(order.clientOrderId()).orElseThrow();
    }

    public void cancel(String clientOrderId) {
        exchange.cancel(clientOrderId, null).ifPresent(this::apply);
    }

    public void set(Faults faults) {
        apply(exchange.set(faults, null));
    }

    /** The venue's clock is behind its journal from now on, or not any more. */
    public void clockIsBehind(boolean behind) {
        timesCompare = !behind;
    }

    /** A quote of the symbol outside of any beat. */
    public void quote(String symbol, String bid, String ask) {
        quote(symbol, bid, ask, null);
    }

    public void quote(String symbol, String bid, String ask, @Nullable String size) {
        int partition = symbol.equals(BTC) ? 0 : 1;
        tick(symbol, dec(bid), dec(ask), size == null ? null : dec(size), partition, offsets[partition]++);
    }

    public void tick(
            String symbol, BigDecimal bid, BigDecimal ask, @Nullable BigDecimal size, int partition, long offset) {
        Instant at = START.plusSeconds(ticks + 1);
        tick(symbol, bid, ask, size, partition, offset, at);
    }

    /** A quote that is read so many seconds after it happened, as when live. */
    public void quoteReadLate(String symbol, String bid, String ask, long seconds) {
        int partition = symbol.equals(BTC) ? 0 : 1;
        Instant read = START.plusSeconds(ticks + 1 + seconds);
        tick(symbol, dec(bid), dec(ask), null, partition, offsets[partition]++, read);
    }

    private void tick(
            String symbol,
            BigDecimal bid,
            BigDecimal ask,
            @Nullable BigDecimal size,
            int partition,
            long offset,
            Instant read) {
        ticks++;
        Instant at = START.plusSeconds(ticks);
        Tick tick = new Tick(
                symbol, "test", ticks, Tick.Kind.QUOTE, at, at, bid, ask, size, size, null, null, Origin.REPLAY, false);
        Optional<JournalLine> line = exchange.match(tick, partition, offset, beat, read, timesCompare);
        if (line.isPresent()) {
            apply(line.get());
        } else {
            exchange.pass(tick, partition, offset);
        }
    }

    /** Time passes without a tick. */
    public void pause(long seconds) {
        exchange.expire(START.plusSeconds(ticks + seconds)).ifPresent(this::apply);
    }

    public void beginBeat() {
        beat++;
        exchange.beginBeat(beat);
    }

    public void endBeat() {
        apply(exchange.beatMerged(beat, START.plusSeconds(ticks)));
    }

    public void apply(JournalLine line) {
        exchange.apply(line);
        lines.add(line);
    }

    public VenueOrder order(String clientOrderId) {
        return exchange.order(clientOrderId).orElseThrow();
    }

    public Account account() {
        return exchange.account(MAIN).orElseThrow();
    }

    public BigDecimal position(String symbol) {
        return account().position(symbol).quantity();
    }

    public List<VenueEvent> events() {
        return exchange.eventsOf(MAIN, 0, Integer.MAX_VALUE);
    }

    public static PlaceOrder market(String id, Side side, String quantity) {
        return market(id, side, quantity, null);
    }

    private static PlaceOrder market(String id, Side side, String quantity, PlaceOrder.@Nullable Protection onFill) {
        return order(id, BTC, side, OrderType.MARKET, quantity, null, null, TimeInForce.GTC, false, onFill);
    }

    public static PlaceOrder exit(String id, Side side, String quantity) {
        return order(id, BTC, side, OrderType.MARKET, quantity, null, null, TimeInForce.GTC, true, null);
    }

    public static PlaceOrder entry(String id, Side side, String quantity, String stopLoss, String takeProfit) {
        return market(id, side, quantity, protection(id, stopLoss, takeProfit));
    }

    /** An entry whose stop follows. */
    public static PlaceOrder trailing(
            String id, Side side, String quantity, String stopLoss, String takeProfit, String distance) {
        return market(
                id,
                side,
                quantity,
                new PlaceOrder.Protection(id + "-oco", dec(stopLoss), dec(takeProfit), dec(distance)));
    }

    public static PlaceOrder limit(String id, Side side, String quantity, String price, TimeInForce timeInForce) {
        return order(id, BTC, side, OrderType.LIMIT, quantity, price, null, timeInForce, false, null);
    }

    /** @param seconds after the first tick, which comes a second after the start, one later for each further tick */
    public static PlaceOrder limitUntil(String id, Side side, String quantity, String price, long seconds) {
        return new PlaceOrder(
                id,
                MAIN,
                BTC,
                side,
                OrderType.LIMIT,
                dec(quantity),
                dec(price),
                null,
                TimeInForce.GTD,
                false,
                Origin.REPLAY,
                null,
                START.plusSeconds(seconds),
                null);
    }

    public static PlaceOrder marketNow(String id, Side side, String quantity, TimeInForce timeInForce) {
        return order(id, BTC, side, OrderType.MARKET, quantity, null, null, timeInForce, false, null);
    }

    public static PlaceOrder stop(String id, Side side, String quantity, String price) {
        return order(id, BTC, side, OrderType.STOP, quantity, null, price, TimeInForce.GTC, false, null);
    }

    public static PlaceOrder.Protection protection(String entryId, String stopLoss, String takeProfit) {
        return new PlaceOrder.Protection(entryId + "-oco", dec(stopLoss), dec(takeProfit), null);
    }

    public static PlaceOrder order(
            String id,
            String symbol,
            Side side,
            OrderType type,
            String quantity,
            @Nullable String limit,
            @Nullable String stop,
            TimeInForce timeInForce,
            boolean reduceOnly,
            PlaceOrder.@Nullable Protection onFill) {
        return new PlaceOrder(
                id,
                MAIN,
                symbol,
                side,
                type,
                dec(quantity),
                limit == null ? null : dec(limit),
                stop == null ? null : dec(stop),
                timeInForce,
                reduceOnly,
                Origin.REPLAY,
                onFill,
                null,
                null);
    }
}
