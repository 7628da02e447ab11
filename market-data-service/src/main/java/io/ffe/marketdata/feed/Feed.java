package io.ffe.marketdata.feed;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A source of ticks that can be run again and gives the same ones. One thread at a time.
 *
 * <p>Order: (time, symbol, source, sequence). Sequences rise by one from 1 for each {@link TickSource}.
 */
public interface Feed extends AutoCloseable {

    Origin origin();

    /** Sorted. */
    Set<String> symbols();

    /** Where the run starts: no tick is before it, every bar of {@link #past} ends at or before it. */
    Instant start();

    /** Time of the last row, for showing progress only; empty where there is no end, or it cannot be seen from here. */
    Optional<Instant> end();

    /**
     * The bars before {@link #start}, by their end, for {@code SymbolPipeline.warmUp}: this feed's own past, and what the
     * files hold for the feed's symbols. Reads while it is iterated and may throw {@link FeedFileException} then.
     *
     * @param warmUpFiles from {@link FeedFiles#inspectWarmUp}
     * @throws FeedFileException for a file of a symbol that is not in the feed, or without a row before the start
     */
    WarmUpBars past(List<FeedFile> warmUpFiles);

    /**
     * Passes over what is out already: ticks of a source up to and with the given sequence. To be called before the first
     * {@link #peekTime}; sources that are not named start at 1.
     */
    void resumeAfter(Map<TickSource, Long> lastSequences);

    /** Time of the tick that {@link #next} gives, or empty when the data is over. */
    Optional<Instant> peekTime();

    /** @throws java.util.NoSuchElementException when {@link #peekTime} is empty */
    Tick next();

    @Override
    void close();
}
