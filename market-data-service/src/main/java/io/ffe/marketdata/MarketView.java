package io.ffe.marketdata;

import io.ffe.marketdata.domain.TickRing;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.money.Instrument;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What the run has last seen of each symbol, for whoever asks over HTTP: the last {@value #TICKS} ticks, the last
 * {@value #BARS} closed bars of each timeframe, the last snapshot and the pulse as of the last closed minute. Told by the
 * thread that owns the pipelines, asked by any. Begins empty at each start of the process.
 */
@ApplicationScoped
public class MarketView implements TickFollower {

    static final int TICKS = 50_000;
    static final int BARS = 1_000;

    private final Map<String, Market> markets = new ConcurrentSkipListMap<>();

    /** One symbol. */
    public static final class Market {

        private final Instrument instrument;
        private final TickRing ticks;
        private final Map<Timeframe, Deque<Bar>> bars = new EnumMap<>(Timeframe.class);
        private volatile @Nullable Tick lastQuote;
        private volatile @Nullable Snapshot snapshot;
        private volatile @Nullable Pulse pulse;

        Market(Instrument instrument) {
            this.instrument = instrument;
            this.ticks = new TickRing(instrument.tickSize(), TICKS);
        }

        public Instrument instrument() {
            return instrument;
        }

        public TickRing ticks() {
            return ticks;
        }

        /** The last closed ones, oldest first. */
        public synchronized List<Bar> bars(Timeframe timeframe, int limit) {
            Deque<Bar> all = bars.getOrDefault(timeframe, new ArrayDeque<>());
            return all.stream().skip(Math.max(0, all.size() - limit)).toList();
        }

        /** The newest quote by its own time. */
        public Optional<Tick> lastQuote() {
            return Optional.ofNullable(lastQuote);
        }

        public Optional<Snapshot> snapshot() {
            return Optional.ofNullable(snapshot);
        }

        public Optional<Pulse> pulse() {
            return Optional.ofNullable(pulse);
        }

        private void add(Tick tick) {
            ticks.add(tick);
            Tick last = lastQuote;
            if (tick.kind() == Tick.Kind.QUOTE
                    && (last == null || !tick.occurredAt().isBefore(last.occurredAt()))) {
                lastQuote = tick;
            }
        }

        private synchronized void add(Bar bar) {
            Deque<Bar> of = bars.computeIfAbsent(bar.timeframe(), first -> new ArrayDeque<>());
            of.addLast(bar);
            if (of.size() > BARS) {
                of.removeFirst();
            }
        }
    }

    /**
     * The seven timeframes at a moment.
     *
     * @param asOf end of the last closed minute that they know
     * @param timeframes shortest first
     */
    public record Pulse(Instant asOf, List<TimeframePulse> timeframes) {

        public Pulse {
            timeframes = List.copyOf(timeframes);
        }
    }

    /** Begins anew, as after a restart. */
    void open(Instrument instrument) {
        markets.put(instrument.symbol(), new Market(instrument));
    }

    @Override
    public void folded(Tick tick) {
        Market market = markets.get(tick.symbol());
        if (market != null) {
            market.add(tick);
        }
    }

    void add(Bar bar) {
        market(bar.symbol()).ifPresent(market -> market.add(bar));
    }

    void add(Snapshot snapshot) {
        market(snapshot.symbol()).ifPresent(market -> {
            market.snapshot = snapshot;
            market.pulse = new Pulse(snapshot.asOf(), snapshot.timeframes());
        });
    }

    void add(String symbol, Pulse pulse) {
        market(symbol).ifPresent(market -> market.pulse = pulse);
    }

    public Set<String> symbols() {
        return markets.keySet();
    }

    public Optional<Market> market(String symbol) {
        return Optional.ofNullable(markets.get(symbol));
    }
}
