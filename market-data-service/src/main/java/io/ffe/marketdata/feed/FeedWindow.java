package io.ffe.marketdata.feed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of the files that is replayed: [from, to). Rows that end at or before {@code from} warm up.
 *
 * @param from absent: from the first row on
 * @param to absent: to the last row
 */
public record FeedWindow(@Nullable Instant from, @Nullable Instant to) {

    public static final FeedWindow ALL = new FeedWindow(null, null);

    public FeedWindow {
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("from is " + from + " and to is " + to + ", expected from before to");
        }
    }
}
