package io.ffe.schema.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a price came from; it stays on everything made from it, and only {@link #LIVE} may reach a real venue. */
public enum Origin {
    @JsonProperty("live")
    LIVE,
    @JsonProperty("replay")
    REPLAY,
    @JsonProperty("synthetic")
    SYNTHETIC
}
