package io.ffe.marketdata.feed.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a live feed is.
 *
 * @param since when it came into this state, by the system's clock
 * @param trouble why it is not connected, absent while it is
 * @param connections how often it has connected since the start
 */
public record FeedHealth(
        String provider,
        State state,
        Instant since,
        @Nullable String trouble,
        long connections) {

    /** From good to bad. */
    public enum State {
        /** Connected, and it says what it is asked for: prices, or heartbeats where there are hours without prices. */
        UP,
        /** Trying, for the first time or again. */
        CONNECTING,
        /** Closed on purpose. */
        CLOSED
    }
}
