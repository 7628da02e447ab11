package io.ffe.marketdata.feed;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.money.Instruments;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Endless seeded prices with regimes and clustered volatility, and a past that joins exactly. Marked synthetic. */
public final class SyntheticMarket implements Feed {

    /** @throws IllegalArgumentException for a symbol that is not known or has no starting price */
    public SyntheticMarket(SyntheticSettings settings, Instruments instruments, String runId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Origin origin() {
        return Origin.SYNTHETIC;
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
