package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig.ProviderName;
import io.ffe.marketdata.feed.live.FeedHealth;
import io.ffe.marketdata.feed.live.LiveFeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Feeds of one list of providers: the first one always, the next ones only while all before them are away for longer than
 * is tolerated. Each tick keeps the name of the provider that it came from. One thread at a time.
 */
final class LiveRoute implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LiveRoute.class);

    private final List<ProviderName> order;
    private final Function<ProviderName, LiveFeed> opening;
    private final Duration takeoverAfter;
    /** Of the first providers of the order, as many as are needed. */
    private final List<LiveFeed> open = new ArrayList<>();

    private long awaySinceNanos;

    /** @param opening makes and starts a provider's feed */
    LiveRoute(List<ProviderName> order, Function<ProviderName, LiveFeed> opening, Duration takeoverAfter) {
        this.order = order;
        this.opening = opening;
        this.takeoverAfter = takeoverAfter;
    }

    /** Opens and closes what has to be; to be called several times a second. */
    void look() {
        if (open.isEmpty()) {
            openNext();
        }
        closeBehindTheFirstThatIsUp();
        if (isUp(open.getLast())) {
            awaySinceNanos = System.nanoTime();
        } else if (open.size() < order.size() && System.nanoTime() - awaySinceNanos > takeoverAfter.toNanos()) {
            LOG.warnf("provider is stood in for away=%s by=%s", order.get(open.size() - 1), order.get(open.size()));
            openNext();
        }
    }

    List<FeedHealth> health() {
        return open.stream().map(LiveFeed::health).toList();
    }

    @Override
    public void close() {
        open.forEach(LiveFeed::close);
        open.clear();
    }

    private void openNext() {
        open.add(opening.apply(order.get(open.size())));
        awaySinceNanos = System.nanoTime();
    }

    private void closeBehindTheFirstThatIsUp() {
        int up = 0;
        while (up < open.size() && !isUp(open.get(up))) {
            up++;
        }
        while (open.size() > up + 1) {
            LOG.infof("provider is back, its stand-in ends back=%s ends=%s", order.get(up), order.get(open.size() - 1));
            open.removeLast().close();
        }
    }

    private static boolean isUp(LiveFeed feed) {
        return feed.health().state() == FeedHealth.State.UP;
    }
}
