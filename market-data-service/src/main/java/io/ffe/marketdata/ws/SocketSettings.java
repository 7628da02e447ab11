package io.ffe.marketdata.ws;

import io.ffe.marketdata.config.MarketDataConfig;

/** Whether the limits of WebSocket clients are such that they can be kept. */
public final class SocketSettings {

    private SocketSettings() {}

    /** @throws IllegalArgumentException naming every limit that is wrong */
    public static void check(MarketDataConfig.WebSocket config) {
        SocketLimits.of(config);
    }
}
