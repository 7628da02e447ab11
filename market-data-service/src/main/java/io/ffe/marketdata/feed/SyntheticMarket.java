package io.ffe.marketdata.feed;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Endless made-up prices with regimes and clustered volatility, marked synthetic. One process runs forward from the
 * beginning of the past; what lies before the start is the past, what comes after it are the ticks, so they join exactly.
 * The same settings give the same market on every JVM; which other symbols run makes no difference to one.
 */
public final class SyntheticMarket implements Feed {

    /** The source of every tick. */
    public static final String SOURCE = "synthetic";

    private final SyntheticSettings settings;
    private final String runId;
    private final Map<String, Line> lines = new TreeMap<>();
    private Map<TickSource, Long> resumeAfter = Map.of();
    private boolean running;

    /** One symbol. Its prices stand at the next tick once the market runs. */
    private static final class Line {
        final Instrument instrument;
        /** At the first quote from the start on; kept from the past, so that it need not be computed twice. */
        @Nullable
        SyntheticPrices prices;

        long sequence;

        Line(Instrument instrument) {
            this.instrument = instrument;
        }
    }

    /** @throws IllegalArgumentException for a symbol that is not known or has no starting price */
    public SyntheticMarket(SyntheticSettings settings, Instruments instruments, String runId) {
        this.settings = settings;
        this.runId = runId;
        for (String symbol : settings.symbols()) {
            Instrument instrument = instruments.require(symbol);
            SyntheticPrices.Kind.of(instrument);
            lines.put(symbol, new Line(instrument));
        }
    }

    @Override
    public Origin origin() {
        return Origin.SYNTHETIC;
    }

    @Override
    public Set<String> symbols() {
        return lines.keySet();
    }

    @Override
    public Instant start() {
        return settings.start();
    }

    @Override
    public Optional<Instant> end() {
        return Optional.empty();
    }

    @Override
    public WarmUpBars past(List<FeedFile> warmUpFiles) {
        List<WarmUpBars> parts = new ArrayList<>();
        for (Line line : lines.values()) {
            SyntheticPrices prices = fromTheBeginning(line);
            if (line.prices == null) {
                // The past moves these prices up to the start: there they are what the ticks begin with.
                line.prices = prices;
            }
            parts.add(new SyntheticMinutes(prices, line.instrument, settings.start(), runId));
        }
        parts.addAll(WarmUpFiles.open(
                warmUpFiles, symbols(), settings.start(), SpreadModel.defaults(), runId, Origin.SYNTHETIC));
        return new MergedBars(parts);
    }

    @Override
    public void resumeAfter(Map<TickSource, Long> lastSequences) {
        resumeAfter = Map.copyOf(lastSequences);
    }

    @Override
    public Optional<Instant> peekTime() {
        return Optional.of(Instant.ofEpochMilli(pricesOf(nextLine()).millis()));
    }

    @Override
    public Tick next() {
        Line line = nextLine();
        SyntheticPrices prices = pricesOf(line);
        Instant at = Instant.ofEpochMilli(prices.millis());
        Tick tick = new Tick(
                line.instrument.symbol(),
                SOURCE,
                ++line.sequence,
                Tick.Kind.QUOTE,
                at,
                at,
                price(prices.bidTicks(), line.instrument),
                price(prices.askTicks(), line.instrument),
                null,
                null,
                null,
                null,
                Origin.SYNTHETIC,
                false);
        prices.advance();
        return tick;
    }

    @Override
    public void close() {
        // Nothing is open: it is all computed.
    }

    static BigDecimal price(long ticks, Instrument instrument) {
        BigDecimal tickSize = instrument.tickSize();
        return BigDecimal.valueOf(ticks * tickSize.unscaledValue().longValueExact(), tickSize.scale());
    }

    private SyntheticPrices fromTheBeginning(Line line) {
        return new SyntheticPrices(
                line.instrument,
                settings.seed(),
                settings.start().minus(settings.past()),
                settings.quoteEvery().toMillis());
    }

    /** The line whose quote is the earliest; of equal ones the first by symbol. */
    private Line nextLine() {
        run();
        Line earliest = null;
        long earliestMillis = Long.MAX_VALUE;
        for (Line line : lines.values()) {
            long millis = pricesOf(line).millis();
            if (millis < earliestMillis) {
                earliest = line;
                earliestMillis = millis;
            }
        }
        return Objects.requireNonNull(earliest);
    }

    /** Brings every line to the start, and past what is out already. */
    private void run() {
        if (running) {
            return;
        }
        running = true;
        long start = settings.start().toEpochMilli();
        for (Line line : lines.values()) {
            SyntheticPrices prices = line.prices == null ? fromTheBeginning(line) : line.prices.copy();
            while (prices.millis() < start) {
                prices.advance();
            }
            line.sequence = resumeAfter.getOrDefault(new TickSource(line.instrument.symbol(), SOURCE), 0L);
            for (long out = 0; out < line.sequence; out++) {
                prices.advance();
            }
            line.prices = prices;
        }
    }

    private static SyntheticPrices pricesOf(Line line) {
        return Objects.requireNonNull(line.prices);
    }
}
