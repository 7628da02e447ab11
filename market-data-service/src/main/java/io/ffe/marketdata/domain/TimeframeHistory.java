package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Timeframe;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What has to be remembered of a timeframe's closed bars: O(1) a bar, whatever the length of the history. */
final class TimeframeHistory {

    /** Longest window of any indicator, and the number of bars without which a timeframe counts as missing. */
    static final int NEEDED_BARS = 50;

    private final Timeframe timeframe;
    private final CloseWindow closes;
    private final BarWindow window;
    private RelativeStrength rsi;
    private MovingAverageConvergence macd;
    private DirectionalMovement movement;
    private long bars;
    private @Nullable Instant lastBarEnd;
    private double lastClose;
    private boolean lastBarDerived;

    TimeframeHistory(Timeframe timeframe) {
        this.timeframe = timeframe;
        this.closes = new CloseWindow(NEEDED_BARS);
        this.window = new BarWindow();
        this.rsi = RelativeStrength.over(14);
        this.macd = MovingAverageConvergence.over(12, 26, 9);
        this.movement = DirectionalMovement.over(14);
    }

    TimeframeHistory(TimeframeCheckpoint checkpoint) {
        this.timeframe = checkpoint.timeframe();
        this.closes = CloseWindow.of(NEEDED_BARS, checkpoint.closes());
        this.window = new BarWindow(checkpoint.window());
        this.rsi = checkpoint.rsi();
        this.macd = checkpoint.macd();
        this.movement = checkpoint.movement();
        this.bars = checkpoint.bars();
        this.lastBarEnd = checkpoint.lastBarEnd();
        this.lastClose = checkpoint.closes().isEmpty() ? 0 : checkpoint.closes().getLast();
        this.lastBarDerived = checkpoint.lastBarDerived();
    }

    void add(Bar bar) {
        lastClose = bar.price().close().doubleValue();
        closes.add(lastClose);
        window.add(bar);
        rsi = rsi.with(lastClose);
        macd = macd.with(lastClose);
        movement = movement.with(
                bar.price().high().doubleValue(), bar.price().low().doubleValue(), lastClose);
        bars++;
        lastBarEnd = bar.end();
        lastBarDerived = bar.derived();
    }

    TimeframeCheckpoint checkpoint() {
        return new TimeframeCheckpoint(
                timeframe, bars, lastBarEnd, lastBarDerived, closes.toList(), window.toList(), rsi, macd, movement);
    }

    Timeframe timeframe() {
        return timeframe;
    }

    long bars() {
        return bars;
    }

    @Nullable
    Instant lastBarEnd() {
        return lastBarEnd;
    }

    /** Close of the last bar; meaningless before there is one. */
    double lastClose() {
        return lastClose;
    }

    boolean lastBarDerived() {
        return lastBarDerived;
    }

    CloseWindow closes() {
        return closes;
    }

    BarWindow window() {
        return window;
    }

    RelativeStrength rsi() {
        return rsi;
    }

    MovingAverageConvergence macd() {
        return macd;
    }

    DirectionalMovement movement() {
        return movement;
    }
}
