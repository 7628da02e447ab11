package io.ffe.schema.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where a price came from; it stays on everything made from it, and only {@link #LIVE} may reach a real venue. Best first:
 * what is made of several is as good as the worst of them.
 */
public enum Origin {
    @JsonProperty("live")
    LIVE,
    @JsonProperty("replay")
    REPLAY,
    @JsonProperty("synthetic")
    SYNTHETIC;

    /** The origin of what is made from this and the other. */
    public Origin orWorse(Origin other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
