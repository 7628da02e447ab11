package io.ffe.marketdata.feed;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Origin;
import io.ffe.schema.money.Instruments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Bars for tests of other packages. */
public final class RecordedBars {

    private RecordedBars() {}

    /** The first bars of a recorded file; the test is skipped where the file is not. */
    public static List<Bar> firstOf(String file, int count) {
        FeedFile feedFile = RecordedData.feedFile(file);
        try (FileBars bars = new FileBars(
                feedFile, Instant.parse("2100-01-01T00:00:00Z"), SpreadModel.defaults(), "run-1", Origin.REPLAY)) {
            return take(bars, count);
        }
    }

    /** The first minutes of the past of a synthetic symbol. */
    public static List<Bar> synthetic(String symbol, int count) {
        SyntheticSettings settings = new SyntheticSettings(
                7,
                List.of(symbol),
                Instant.parse("2025-01-06T00:00:00Z"),
                Duration.ofSeconds(5),
                Duration.ofMinutes(4L * count));
        try (SyntheticMarket market = new SyntheticMarket(settings, Instruments.builtIn(), "run-1");
                WarmUpBars bars = market.past(List.of())) {
            return take(bars, count);
        }
    }

    private static List<Bar> take(WarmUpBars bars, int count) {
        List<Bar> taken = new ArrayList<>();
        while (taken.size() < count && bars.hasNext()) {
            taken.add(bars.next());
        }
        return taken;
    }
}
