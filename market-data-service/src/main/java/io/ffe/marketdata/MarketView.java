package io.ffe.marketdata;

import io.ffe.marketdata.domain.PipelineSettings;
import io.ffe.marketdata.domain.QuoteAge;
import io.ffe.marketdata.domain.TickRing;
import io.ffe.marketdata.domain.TrendAlignment;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Alignment;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.money.Instrument;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the run has last seen of each symbol, for whoever asks over HTTP: the last {@value #TICKS} ticks, the last
 * {@value #BARS} closed bars of each timeframe, the last snapshot and the pulse as of the last closed minute. Told by the
 * thread that owns the pipelines, asked by any. At a start it begins with the last ticks that were stored, as old as they are,
 * and without bars.
 */
@ApplicationScoped
public class MarketView implements TickFollower {

    static final int TICKS = 50_000;
    static final int BARS = 1_000;

    private final Function<String, List<Tick>> stored;
    private final Map<String, Market> markets = new ConcurrentSkipListMap<>();
    private final AtomicLong left = new AtomicLong();
    private volatile Set<String> named = Set.of();

    @Inject
    MarketView(TickHistory history) {
        this(history::last);
    }

    /** @param stored the last ticks of a symbol before this start, oldest first */
    MarketView(Function<String, List<Tick>> stored) {
        this.stored = stored;
    }

    /** One symbol. */
    public static final class Market {

        private final PipelineSettings settings;
        private final TickRing ticks;
        private final Map<Timeframe, Deque<Bar>> bars = new EnumMap<>(Timeframe.class);
        private volatile @Nullable Tick lastQuote;
        private volatile @Nullable Snapshot snapshot;
        private volatile @Nullable Pulse pulse;
        private final long restored;
        /** By source: what a restart tells again up to there is in the ring. */
        private final Map<String, Through> restoredThrough = new HashMap<>();

        private record Through(long sequence, Instant newest) {

            private Through and(Through other) {
                return new Through(
                        Math.max(sequence, other.sequence), newest.isAfter(other.newest) ? newest : other.newest);
            }

            /** By time as well: a source whose numbers begin anew repeats nothing. */
            private boolean contains(Tick tick) {
                return tick.sequence() <= sequence && !tick.occurredAt().isAfter(newest);
            }
        }

        /** @param last the last ticks before this start, oldest first */
        Market(PipelineSettings settings, List<Tick> last) {
            this.settings = settings;
            this.ticks = new TickRing(settings.instrument().tickSize(), TICKS);
            this.restored = last.size();
            for (Tick tick : last) {
                keep(tick);
                restoredThrough.merge(tick.source(), new Through(tick.sequence(), tick.occurredAt()), Through::and);
            }
        }

        public Instrument instrument() {
            return settings.instrument();
        }

        /** How old a quote is for a snapshot at this time; none for one of later. */
        public QuoteAge age(Tick quote, Instant asOf) {
            QuoteAge age = QuoteAge.of(
                    Quote.of(quote),
                    asOf,
                    settings.instrument().assetClass(),
                    settings.snapshotTimeframe(),
                    settings.limits());
            return age.age().isNegative() ? new QuoteAge(Duration.ZERO, age.limit()) : age;
        }

        public TickRing ticks() {
            return ticks;
        }

        /** Ticks that were taken in since the start. */
        public long taken() {
            return ticks.taken() - restored;
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
            Through through = restoredThrough.get(tick.source());
            if (through == null || !through.contains(tick)) {
                keep(tick);
            }
        }

        private void keep(Tick tick) {
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

        /** How far the timeframes agree; absent while fewer than two have a trend. */
        public Optional<Alignment> alignment() {
            return Optional.ofNullable(TrendAlignment.of(timeframes));
        }
    }

    /** Begins anew, as after a restart. */
    void open(PipelineSettings settings) {
        String symbol = settings.instrument().symbol();
        markets.put(symbol, new Market(settings, stored.apply(symbol)));
    }

    /** The symbols of the run, where several instances share them: each has some of them here. */
    void name(Collection<String> all) {
        named = Set.copyOf(all);
    }

    /** Another instance has the symbol from now on. */
    void close(String symbol) {
        if (markets.remove(symbol) != null) {
            left.incrementAndGet();
        }
    }

    /** Rises whenever a symbol has gone to another instance. */
    public long left() {
        return left.get();
    }

    @Override
    public void folded(Tick tick) {
        Market market = markets.get(tick.symbol());
        if (market != null) {
            market.add(tick);
        }
    }

    @Override
    public void closed(Bar bar) {
        market(bar.symbol()).ifPresent(market -> market.add(bar));
    }

    @Override
    public void released(Snapshot snapshot) {
        market(snapshot.symbol()).ifPresent(market -> {
            market.snapshot = snapshot;
            market.pulse = new Pulse(snapshot.asOf(), snapshot.timeframes());
        });
    }

    void add(String symbol, Pulse pulse) {
        market(symbol).ifPresent(market -> market.pulse = pulse);
    }

    /** Those that are here. */
    public Set<String> symbols() {
        return markets.keySet();
    }

    /** True for a symbol of the run that another instance has, or none yet. */
    public boolean isElsewhere(String symbol) {
        return named.contains(symbol) && !markets.containsKey(symbol);
    }

    public Optional<Market> market(String symbol) {
        return Optional.ofNullable(markets.get(symbol));
    }
}
