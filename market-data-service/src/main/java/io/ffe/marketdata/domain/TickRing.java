package io.ffe.marketdata.domain;

import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last ticks of a symbol, in the order in which they were taken in: the newest overwrites the oldest. Prices are kept as
 * whole multiples of a step two digits finer than the instrument's tick size, sizes in steps of 1e-8; what is finer is
 * rounded. Any thread.
 */
public final class TickRing {

    private static final int FINER_DIGITS = 2;
    private static final int SIZE_DECIMALS = 8;
    private static final long ABSENT = Long.MIN_VALUE;
    private static final long NANOS = 1_000_000_000;

    private final int tickDecimals;
    private final int priceDecimals;
    private final int capacity;
    private final List<String> sources = new ArrayList<>();
    private final long[] times;
    private final long[] sequences;
    private final long[] first;
    private final long[] second;
    private final long[] firstSizes;
    private final long[] secondSizes;
    private final byte[] kinds;
    private final short[] sourceNumbers;
    private long taken;

    /**
     * A tick in the ring.
     *
     * @param number rises by one with each tick that was taken in, from 1; for paging
     * @param bid absent on a trade, as are ask and their sizes
     * @param price absent on a quote
     */
    public record Entry(
            long number,
            Instant occurredAt,
            String source,
            long sequence,
            Tick.Kind kind,
            @Nullable BigDecimal bid,
            @Nullable BigDecimal ask,
            @Nullable BigDecimal bidSize,
            @Nullable BigDecimal askSize,
            @Nullable BigDecimal price,
            @Nullable BigDecimal size) {}

    /** @param tickSize of the instrument */
    public TickRing(BigDecimal tickSize, int capacity) {
        this.tickDecimals = Math.max(0, tickSize.stripTrailingZeros().scale());
        this.priceDecimals = tickDecimals + FINER_DIGITS;
        this.capacity = capacity;
        this.times = new long[capacity];
        this.sequences = new long[capacity];
        this.first = new long[capacity];
        this.second = new long[capacity];
        this.firstSizes = new long[capacity];
        this.secondSizes = new long[capacity];
        this.kinds = new byte[capacity];
        this.sourceNumbers = new short[capacity];
    }

    public synchronized void add(Tick tick) {
        int at = (int) (taken % capacity);
        times[at] =
                tick.occurredAt().getEpochSecond() * NANOS + tick.occurredAt().getNano();
        sequences[at] = tick.sequence();
        kinds[at] = (byte) tick.kind().ordinal();
        sourceNumbers[at] = numberOf(tick.source());
        boolean quote = tick.kind() == Tick.Kind.QUOTE;
        first[at] = steps(quote ? tick.bid() : tick.price(), priceDecimals);
        second[at] = steps(quote ? tick.ask() : null, priceDecimals);
        firstSizes[at] = steps(quote ? tick.bidSize() : tick.size(), SIZE_DECIMALS);
        secondSizes[at] = steps(quote ? tick.askSize() : null, SIZE_DECIMALS);
        taken++;
    }

    /** How many were taken in since the start. */
    public synchronized long taken() {
        return taken;
    }

    /**
     * The last ones before a number, oldest first.
     *
     * @param before exclusive; {@code Long.MAX_VALUE} for the newest
     */
    public synchronized List<Entry> before(long before, int limit) {
        long end = Math.min(before, taken + 1);
        long begin = Math.max(Math.max(1, end - limit), taken - capacity + 1);
        List<Entry> entries = new ArrayList<>();
        for (long number = begin; number < end; number++) {
            entries.add(entry(number));
        }
        return entries;
    }

    private Entry entry(long number) {
        int at = (int) ((number - 1) % capacity);
        Tick.Kind kind = Tick.Kind.values()[kinds[at]];
        boolean quote = kind == Tick.Kind.QUOTE;
        BigDecimal one = price(first[at]);
        BigDecimal oneSize = decimal(firstSizes[at], SIZE_DECIMALS, 0);
        return new Entry(
                number,
                Instant.ofEpochSecond(Math.floorDiv(times[at], NANOS), Math.floorMod(times[at], NANOS)),
                sources.get(sourceNumbers[at]),
                sequences[at],
                kind,
                quote ? one : null,
                quote ? price(second[at]) : null,
                quote ? oneSize : null,
                quote ? decimal(secondSizes[at], SIZE_DECIMALS, 0) : null,
                quote ? null : one,
                quote ? null : oneSize);
    }

    /** A symbol has a handful of sources; where it has thousands, somebody plays, and the last name stands for the rest. */
    private short numberOf(String source) {
        int number = sources.indexOf(source);
        if (number < 0) {
            number = Math.min(sources.size(), Short.MAX_VALUE);
            if (number == sources.size()) {
                sources.add(source);
            }
        }
        return (short) number;
    }

    private static long steps(@Nullable BigDecimal value, int decimals) {
        return value == null
                ? ABSENT
                : value.setScale(decimals, RoundingMode.HALF_EVEN)
                        .unscaledValue()
                        .longValue();
    }

    /** With the decimals of the tick size, and more only where it has them. */
    private @Nullable BigDecimal price(long steps) {
        return decimal(steps, priceDecimals, tickDecimals);
    }

    private static @Nullable BigDecimal decimal(long steps, int decimals, int atLeast) {
        if (steps == ABSENT) {
            return null;
        }
        BigDecimal shortest = BigDecimal.valueOf(steps, decimals).stripTrailingZeros();
        return shortest.scale() < atLeast ? shortest.setScale(atLeast) : shortest;
    }
}
