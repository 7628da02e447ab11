package io.ffe.marketdata.feed.live;

import java.time.Duration;
import java.util.Optional;

/** How to get prices from one provider. */
public interface Provider {

    /** As in {@code Tick.source}. */
    String name();

    /** A connection that says nothing for so long is dead. */
    Duration silence();

    /**
     * A connection whose heartbeats come and that brings no price for so long is dead too: subscribed, open and of no use.
     * Empty where there are hours without prices.
     */
    Optional<Duration> silenceOfPrices();

    /** True when requests are counted and few, so that none is made that is not needed. */
    default boolean metered() {
        return false;
    }

    /**
     * Connects and subscribes.
     *
     * @param sink is told from now on until the session is closed
     */
    Session open(FeedSink sink) throws FeedTrouble, InterruptedException;

    /** An open connection. */
    interface Session extends AutoCloseable {

        /** Why it has ended by itself; empty while it is open. */
        Optional<FeedTrouble> ended();

        /** Ends it; the sink hears nothing more after the return. */
        @Override
        void close();
    }
}
