package io.ffe.marketdata.domain;

import io.ffe.schema.event.Timeframe;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of one timeframe in a {@link SymbolCheckpoint}.
 *
 * @param bars closed bars so far, warm-up included
 * @param closes the newest, oldest first, at most 50
 * @param window the newest bars, oldest first, at most 52
 */
public record TimeframeCheckpoint(
        Timeframe timeframe,
        long bars,
        @Nullable Instant lastBarEnd,
        boolean lastBarDerived,
        List<Double> closes,
        List<BarWindow.HighLowClose> window,
        RelativeStrength rsi,
        MovingAverageConvergence macd,
        DirectionalMovement movement) {

    public TimeframeCheckpoint {
        closes = List.copyOf(closes);
        window = List.copyOf(window);
    }
}
