package io.ffe.marketdata.domain;

import io.ffe.schema.event.Ohlc;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * First, highest, lowest and last so far. First and last go by event time; of two at the same time the later arrival is last.
 *
 * <p>Values are kept as whole {@link Steps}, each with the decimals that it was written with, so a tick allocates nothing. Once a
 * value is finer than the steps or has too many digits for them, all go on as they are, as {@link BigDecimal}: nothing is rounded.
 */
final class OpenOhlc {

    private final Steps steps;
    private long open;
    private long high;
    private long low;
    private long close;
    private int openDecimals;
    private int highDecimals;
    private int lowDecimals;
    private int closeDecimals;
    private @Nullable Ohlc exact;
    private Instant openAt;
    private Instant closeAt;

    /**
     * As it stands in a checkpoint.
     *
     * @param openAt when {@code open} was seen
     * @param closeAt when {@code close} was seen
     */
    public record State(
            BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close, Instant openAt, Instant closeAt) {}

    /** @param at of the first value */
    OpenOhlc(Steps steps, long value, int decimals, Instant at) {
        this.steps = steps;
        this.open = value;
        this.high = value;
        this.low = value;
        this.close = value;
        this.openDecimals = decimals;
        this.highDecimals = decimals;
        this.lowDecimals = decimals;
        this.closeDecimals = decimals;
        this.openAt = at;
        this.closeAt = at;
    }

    /** A whole interval, as it is. */
    OpenOhlc(Steps steps, Ohlc exact, Instant openAt, Instant closeAt) {
        this.steps = steps;
        this.exact = exact;
        this.openAt = openAt;
        this.closeAt = closeAt;
    }

    OpenOhlc(Steps steps, State state) {
        this(steps, new Ohlc(state.open(), state.high(), state.low(), state.close()), state.openAt(), state.closeAt());
    }

    /**
     * Adds a value.
     *
     * @param value in steps
     * @param decimals that it was written with
     */
    void add(long value, int decimals, Instant at) {
        if (exact != null) {
            add(steps.decimal(value, decimals), at);
            return;
        }
        if (value > high) {
            high = value;
            highDecimals = decimals;
        }
        if (value < low) {
            low = value;
            lowDecimals = decimals;
        }
        if (at.isBefore(openAt)) {
            open = value;
            openDecimals = decimals;
            openAt = at;
        }
        if (!at.isBefore(closeAt)) {
            close = value;
            closeDecimals = decimals;
            closeAt = at;
        }
    }

    /** Adds a value that may be no whole number of steps. */
    void add(BigDecimal value, Instant at) {
        Ohlc before = toOhlc();
        boolean first = at.isBefore(openAt);
        boolean last = !at.isBefore(closeAt);
        exact = new Ohlc(
                first ? value : before.open(),
                value.compareTo(before.high()) > 0 ? value : before.high(),
                value.compareTo(before.low()) < 0 ? value : before.low(),
                last ? value : before.close());
        openAt = first ? at : openAt;
        closeAt = last ? at : closeAt;
    }

    /** Adds a whole interval that lies after everything so far. */
    void add(Ohlc interval, Instant end) {
        Ohlc before = toOhlc();
        exact = new Ohlc(
                before.open(),
                interval.high().compareTo(before.high()) > 0 ? interval.high() : before.high(),
                interval.low().compareTo(before.low()) < 0 ? interval.low() : before.low(),
                interval.close());
        closeAt = end;
    }

    Ohlc toOhlc() {
        return exact != null
                ? exact
                : new Ohlc(
                        steps.decimal(open, openDecimals),
                        steps.decimal(high, highDecimals),
                        steps.decimal(low, lowDecimals),
                        steps.decimal(close, closeDecimals));
    }

    State state() {
        Ohlc values = toOhlc();
        return new State(values.open(), values.high(), values.low(), values.close(), openAt, closeAt);
    }
}
