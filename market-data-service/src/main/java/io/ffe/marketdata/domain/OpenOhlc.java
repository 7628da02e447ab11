package io.ffe.marketdata.domain;

import io.ffe.schema.event.Ohlc;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** First, highest, lowest and last so far. First and last go by event time; of two at the same time the later arrival is last. */
final class OpenOhlc {

    private BigDecimal open;
    private BigDecimal high;
    private BigDecimal low;
    private BigDecimal close;
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

    private OpenOhlc(Ohlc values, Instant openAt, Instant closeAt) {
        this.open = values.open();
        this.high = values.high();
        this.low = values.low();
        this.close = values.close();
        this.openAt = openAt;
        this.closeAt = closeAt;
    }

    OpenOhlc(State state) {
        this(new Ohlc(state.open(), state.high(), state.low(), state.close()), state.openAt(), state.closeAt());
    }

    static OpenOhlc with(@Nullable OpenOhlc soFar, BigDecimal value, Instant at) {
        if (soFar == null) {
            return new OpenOhlc(new Ohlc(value, value, value, value), at, at);
        }
        soFar.stretch(value, value);
        if (at.isBefore(soFar.openAt)) {
            soFar.open = value;
            soFar.openAt = at;
        }
        if (!at.isBefore(soFar.closeAt)) {
            soFar.close = value;
            soFar.closeAt = at;
        }
        return soFar;
    }

    /** Adds a whole interval that lies after everything so far. */
    static OpenOhlc with(@Nullable OpenOhlc soFar, Ohlc interval, Instant start, Instant end) {
        if (soFar == null) {
            return new OpenOhlc(interval, start, end);
        }
        soFar.stretch(interval.high(), interval.low());
        soFar.close = interval.close();
        soFar.closeAt = end;
        return soFar;
    }

    private void stretch(BigDecimal highest, BigDecimal lowest) {
        if (highest.compareTo(high) > 0) {
            high = highest;
        }
        if (lowest.compareTo(low) < 0) {
            low = lowest;
        }
    }

    Ohlc toOhlc() {
        return new Ohlc(open, high, low, close);
    }

    State state() {
        return new State(open, high, low, close, openAt, closeAt);
    }
}
