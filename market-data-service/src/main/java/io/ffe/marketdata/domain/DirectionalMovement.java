package io.ffe.marketdata.domain;

import org.jspecify.annotations.Nullable;

/**
 * Wilder's ATR (price units), +DI, -DI and ADX (0 to 100). True range and directional movement count from the second bar
 * on, because both need the bar before; +DI and -DI are zero while the true range is. From J. Welles Wilder, New Concepts
 * in Technical Trading Systems (1978).
 *
 * @param adx average of DX, which exists once the others do
 * @param previous bar before the next one, absent before the first
 */
public record DirectionalMovement(
        SmoothedAverage trueRange,
        SmoothedAverage plus,
        SmoothedAverage minus,
        SmoothedAverage adx,
        @Nullable HighLowClose previous) {

    /** What the next bar is compared with. */
    public record HighLowClose(double high, double low, double close) {}

    public static DirectionalMovement over(int period) {
        SmoothedAverage none = SmoothedAverage.wilder(period);
        return new DirectionalMovement(none, none, none, none, null);
    }

    public DirectionalMovement with(double high, double low, double close) {
        HighLowClose bar = new HighLowClose(high, low, close);
        if (previous == null) {
            return new DirectionalMovement(trueRange, plus, minus, adx, bar);
        }
        double range = Math.max(high, previous.close()) - Math.min(low, previous.close());
        double up = high - previous.high();
        double down = previous.low() - low;
        DirectionalMovement next = new DirectionalMovement(
                trueRange.with(range),
                plus.with(up > down && up > 0 ? up : 0),
                minus.with(down > up && down > 0 ? down : 0),
                adx,
                bar);
        return next.trueRange.ready() ? next.withDirection() : next;
    }

    private DirectionalMovement withDirection() {
        double up = share(plus);
        double down = share(minus);
        double dx = up + down == 0 ? 0 : 100 * Math.abs(up - down) / (up + down);
        return new DirectionalMovement(trueRange, plus, minus, adx.with(dx), previous);
    }

    public @Nullable Double atr() {
        return trueRange.ready() ? trueRange.value() : null;
    }

    public @Nullable Double plusDi() {
        return trueRange.ready() ? share(plus) : null;
    }

    public @Nullable Double minusDi() {
        return trueRange.ready() ? share(minus) : null;
    }

    public @Nullable Double adxValue() {
        return adx.ready() ? adx.value() : null;
    }

    private double share(SmoothedAverage movement) {
        return trueRange.value() == 0 ? 0 : Math.min(100, 100 * movement.value() / trueRange.value());
    }
}
