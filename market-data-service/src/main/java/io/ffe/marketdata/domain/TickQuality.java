package io.ffe.marketdata.domain;

import io.ffe.schema.event.Tick;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.tick.JumpDetector;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each tick of a symbol that is neither late nor a repeat, and says what is odd about it. Prices of all sources are
 * compared with each other, sequences and times within their source.
 */
final class TickQuality {

    private final Instrument instrument;
    private final int gridDecimals;
    private final JumpDetector jumps;
    private final Map<String, Progress> sources = new TreeMap<>();
    /** Of the tick that is being judged; kept, because almost always it stays empty. */
    private final Set<TickNote> notes = EnumSet.noneOf(TickNote.class);

    /** How far a source has come. */
    private static final class Progress {
        private long sequence;
        private Instant newest;

        Progress(long sequence, Instant newest) {
            this.sequence = sequence;
            this.newest = newest;
        }
    }

    /**
     * What a checkpoint keeps.
     *
     * @param sources by name
     */
    public record State(List<OfSource> sources, JumpDetector.State jumps) {

        static final State NONE = new State(List.of(), JumpDetector.State.NONE);

        public State {
            sources = List.copyOf(sources);
        }
    }

    /**
     * How far a source has come.
     *
     * @param sequence highest so far
     * @param newest latest time so far
     */
    public record OfSource(String source, long sequence, Instant newest) {}

    TickQuality(Instrument instrument, State state) {
        this.instrument = instrument;
        this.gridDecimals = decimalsOfPowerOfTen(instrument.tickSize());
        this.jumps = new JumpDetector(instrument.assetClass(), state.jumps());
        state.sources().forEach(of -> sources.put(of.source(), new Progress(of.sequence(), of.newest())));
    }

    /** Notes of a tick; to be asked at each delivery of one that is not in the bars, in the order of arrival. */
    Set<TickNote> judge(Tick tick) {
        notes.clear();
        judgeOrder(tick);
        switch (tick.kind()) {
            case QUOTE -> judgeQuote(require(tick.bid()), require(tick.ask()));
            case TRADE -> judgePrice(require(tick.price()));
        }
        if (jumps.isJump(tick)) {
            notes.add(TickNote.JUMP);
        }
        return notes.isEmpty() ? Set.of() : EnumSet.copyOf(notes);
    }

    State state() {
        return new State(
                sources.entrySet().stream()
                        .map(entry -> new OfSource(entry.getKey(), entry.getValue().sequence, entry.getValue().newest))
                        .toList(),
                jumps.state());
    }

    private void judgeOrder(Tick tick) {
        Progress source = sources.get(tick.source());
        if (source == null) {
            sources.put(tick.source(), new Progress(tick.sequence(), tick.occurredAt()));
            return;
        }
        if (tick.sequence() > source.sequence + 1) {
            notes.add(TickNote.GAP);
        }
        source.sequence = Math.max(source.sequence, tick.sequence());
        if (tick.occurredAt().isBefore(source.newest)) {
            notes.add(TickNote.OUT_OF_ORDER);
        } else {
            source.newest = tick.occurredAt();
        }
    }

    private void judgeQuote(BigDecimal bid, BigDecimal ask) {
        int order = bid.compareTo(ask);
        if (order > 0) {
            notes.add(TickNote.CROSSED);
        } else if (order == 0) {
            notes.add(TickNote.LOCKED);
        }
        judgePrice(bid);
        judgePrice(ask);
    }

    private void judgePrice(BigDecimal price) {
        if (isOffGrid(price)) {
            notes.add(TickNote.OFF_GRID);
        }
    }

    /** Almost every tick size is a power of ten and almost every price has its decimals: then nothing is divided. */
    private boolean isOffGrid(BigDecimal price) {
        return (gridDecimals < 0 || price.scale() > gridDecimals)
                && price.remainder(instrument.tickSize()).signum() != 0;
    }

    private static int decimalsOfPowerOfTen(BigDecimal step) {
        BigDecimal plain = step.stripTrailingZeros();
        return plain.precision() == 1 && plain.unscaledValue().intValue() == 1 && plain.scale() >= 0
                ? plain.scale()
                : -1;
    }

    private static BigDecimal require(@Nullable BigDecimal price) {
        if (price == null) {
            throw new IllegalStateException("a tick has the prices of its kind");
        }
        return price;
    }
}
