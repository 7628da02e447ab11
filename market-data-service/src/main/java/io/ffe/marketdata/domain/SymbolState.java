package io.ffe.marketdata.domain;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Timeframe;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The histories of a symbol's seven timeframes. */
final class SymbolState {

    private final Map<Timeframe, TimeframeHistory> histories = new EnumMap<>(Timeframe.class);

    SymbolState() {
        for (Timeframe timeframe : Timeframe.values()) {
            histories.put(timeframe, new TimeframeHistory(timeframe));
        }
    }

    SymbolState(List<TimeframeCheckpoint> checkpoints) {
        for (TimeframeCheckpoint checkpoint : checkpoints) {
            histories.put(checkpoint.timeframe(), new TimeframeHistory(checkpoint));
        }
        if (histories.size() != Timeframe.values().length) {
            throw new IllegalArgumentException(
                    "timeframes are " + histories.keySet() + ", expected all seven, once each");
        }
    }

    /** Adds a closed bar to its own timeframe; the higher ones get bars of their own. */
    void add(Bar bar) {
        history(bar.timeframe()).add(bar);
    }

    TimeframeHistory history(Timeframe timeframe) {
        return Objects.requireNonNull(histories.get(timeframe));
    }

    List<TimeframeCheckpoint> checkpoint() {
        return Arrays.stream(Timeframe.values())
                .map(timeframe -> history(timeframe).checkpoint())
                .toList();
    }
}
