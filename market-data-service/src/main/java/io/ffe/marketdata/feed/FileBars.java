package io.ffe.marketdata.feed;

import io.ffe.marketdata.domain.BarBuilder;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;

/**
 * A file's rows before a time as bars of one timeframe: the shortest that they fill (ticks and bars under a minute 1m,
 * daily closes 1d). They are the bars that a replay of the same rows would have built.
 */
final class FileBars implements WarmUpBars {

    private final FileTicks ticks;
    private final BarBuilder builder;
    private final Timeframe timeframe;
    private final Instant until;
    private final Queue<Bar> ready = new ArrayDeque<>();
    private boolean over;

    FileBars(FeedFile file, Instant until, SpreadModel spread, String runId, Origin origin) {
        this.ticks = new FileTicks(file, new FeedWindow(null, until), spread);
        this.builder = new BarBuilder(runId, file.instrument(), origin, Duration.ZERO);
        this.timeframe = timeframe(file);
        this.until = until;
    }

    private static Timeframe timeframe(FeedFile file) {
        if (file.format() == FeedFormat.DAILY_CLOSES) {
            return Timeframe.D1;
        }
        Duration length = file.barLength();
        if (length == null) {
            return Timeframe.M1;
        }
        return BarLength.timeframeFilledBy(length)
                .orElseThrow(() -> new IllegalArgumentException("bars of " + BarLength.text(length) + " in "
                        + file.path() + " fill no timeframe, expected a file that FeedFiles.inspectWarmUp let pass"));
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !over) {
            Tick tick = ticks.next();
            Instant through = tick == null ? until : builder.wouldClose(tick);
            for (Bar bar : builder.closeThrough(through)) {
                if (bar.timeframe() == timeframe) {
                    ready.add(bar);
                }
            }
            if (tick == null) {
                over = true;
            } else {
                builder.add(tick);
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Bar next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more warm-up bars");
        }
        return Objects.requireNonNull(ready.poll());
    }

    @Override
    public void close() {
        ticks.close();
    }
}
