package io.ffe.marketdata.feed;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Recorded files, replayed together. Bars become four ticks each, see {@code BarTicks}. */
public final class MergedFeed implements Feed {

    /**
     * @param files from {@link FeedFiles#inspect}
     * @param runId goes onto warm-up bars
     * @throws FeedFileException when two files would give the same {@link TickSource}, or nothing lies in the window
     */
    public static MergedFeed open(List<FeedFile> files, FeedWindow window, SpreadModel spread, String runId) {
        throw new UnsupportedOperationException();
    }

    private MergedFeed() {}

    @Override
    public Origin origin() {
        return Origin.REPLAY;
    }

    @Override
    public Set<String> symbols() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Instant start() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WarmUpBars past(List<FeedFile> warmUpFiles) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resumeAfter(Map<TickSource, Long> lastSequences) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Instant> peekTime() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tick next() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
