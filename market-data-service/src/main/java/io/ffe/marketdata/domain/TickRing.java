package io.ffe.marketdata.domain;

import io.ffe.schema.event.Tick;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The last ticks of a symbol, in the order in which they were taken in: the newest overwrites the oldest. Prices are kept as
 * whole multiples of a step two digits finer than the instrument's tick size, sizes in steps of 1e-8; what is finer is
 * rounded. What is too large for a long of such steps, as a size of 92,233,720,369 and more, is absent.
 *
 * <p>One thread adds, without a lock and without an object; any thread reads. A reader copies and then looks whether the writer
 * has come round meanwhile: what may have been overwritten while it was copied is left out.
 */
public final class TickRing {

    private static final int FINER_DIGITS = 2;
    private static final int SIZE_DECIMALS = 8;
    private static final Steps SIZE_STEPS = new Steps(SIZE_DECIMALS);
    private static final long ABSENT = Long.MIN_VALUE;
    private static final long NANOS = 1_000_000_000;
    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(TickRing.class, "taken", long.class);
        } catch (ReflectiveOperationException bug) {
            throw new ExceptionInInitializerError(bug);
        }
    }

    private final int tickDecimals;
    private final int capacity;
    private final Steps priceSteps;
    private final List<String> sources = new CopyOnWriteArrayList<>();
    private final long[] times;
    private final long[] sequences;
    private final long[] first;
    private final long[] second;
    private final long[] firstSizes;
    private final long[] secondSizes;
    private final byte[] kinds;
    private final short[] sourceNumbers;
    /** Where the next one goes; the writer's own. */
    private int place;

    private long taken;

    /**
     * A tick in the ring.
     *
     * @param number rises by one with each tick that was taken in, from 1; for paging
     * @param bid absent on a trade, as are ask and their sizes; each also where it is too large
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
        this.priceSteps = new Steps(tickDecimals + FINER_DIGITS);
        this.capacity = capacity;
        // One more, so that the one being written is none of those that can be read.
        int places = capacity + 1;
        this.times = new long[places];
        this.sequences = new long[places];
        this.first = new long[places];
        this.second = new long[places];
        this.firstSizes = new long[places];
        this.secondSizes = new long[places];
        this.kinds = new byte[places];
        this.sourceNumbers = new short[places];
    }

    /** By one thread only. */
    public void add(Tick tick) {
        int at = place;
        place = at + 1 == times.length ? 0 : at + 1;
        // Who sees a part of this one sees that the one before was finished, and so that this place is being written.
        VarHandle.storeStoreFence();
        Instant time = tick.occurredAt();
        times[at] = time.getEpochSecond() * NANOS + time.getNano();
        sequences[at] = tick.sequence();
        kinds[at] = (byte) tick.kind().ordinal();
        sourceNumbers[at] = numberOf(tick.source());
        boolean quote = tick.kind() == Tick.Kind.QUOTE;
        first[at] = price(quote ? tick.bid() : tick.price());
        second[at] = price(quote ? tick.ask() : null);
        firstSizes[at] = size(quote ? tick.bidSize() : tick.size());
        secondSizes[at] = size(quote ? tick.askSize() : null);
        TAKEN.setRelease(this, taken + 1);
    }

    /** How many were taken in since the start. */
    public long taken() {
        return (long) TAKEN.getAcquire(this);
    }

    /**
     * The last ones before a number, oldest first.
     *
     * @param before exclusive; {@code Long.MAX_VALUE} for the newest
     */
    public List<Entry> before(long before, int limit) {
        long seen = taken();
        long end = Math.min(before, seen + 1);
        long begin = Math.max(Math.max(1, end - limit), seen - capacity + 1);
        List<Entry> entries = new ArrayList<>();
        for (long number = begin; number < end; number++) {
            entries.add(entry(number));
        }
        VarHandle.acquireFence();
        // What the writer has come round to meanwhile may have been half of one tick and half of another.
        long intact = taken() - capacity + 1;
        return begin >= intact
                ? entries
                : List.copyOf(entries.subList((int) Math.min(entries.size(), intact - begin), entries.size()));
    }

    private Entry entry(long number) {
        int at = (int) ((number - 1) % times.length);
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

    private long price(@Nullable BigDecimal value) {
        return steps(value, priceSteps);
    }

    private static long size(@Nullable BigDecimal value) {
        return steps(value, SIZE_STEPS);
    }

    private static long steps(@Nullable BigDecimal value, Steps steps) {
        if (value == null) {
            return ABSENT;
        }
        long whole = steps.of(value);
        if (whole != Steps.NONE) {
            return whole;
        }
        BigInteger rounded =
                value.setScale(steps.decimals(), RoundingMode.HALF_EVEN).unscaledValue();
        return rounded.bitLength() < Long.SIZE ? rounded.longValue() : ABSENT;
    }

    /** With the decimals of the tick size, and more only where it has them. */
    private @Nullable BigDecimal price(long steps) {
        return decimal(steps, priceSteps.decimals(), tickDecimals);
    }

    private static @Nullable BigDecimal decimal(long steps, int decimals, int atLeast) {
        if (steps == ABSENT) {
            return null;
        }
        BigDecimal shortest = BigDecimal.valueOf(steps, decimals).stripTrailingZeros();
        return shortest.scale() < atLeast ? shortest.setScale(atLeast) : shortest;
    }
}
