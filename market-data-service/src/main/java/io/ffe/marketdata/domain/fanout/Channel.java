package io.ffe.marketdata.domain.fanout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What of a symbol can be subscribed to. */
public enum Channel {
    /** Best bid and ask. */
    QUOTES,
    /** Closed bars; each of the seven timeframes is a stream of its own. */
    BARS,
    /** Validated snapshots. */
    SNAPSHOTS;

    /** As it stands in messages and on metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Channel> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(channel -> channel.label().equals(label))
                .findFirst();
    }
}
