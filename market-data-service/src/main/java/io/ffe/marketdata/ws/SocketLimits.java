package io.ffe.marketdata.ws;

import io.ffe.marketdata.config.MarketDataConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What clients may ask for, and how long they are waited for. */
record SocketLimits(
        int maxClients,
        int maxSubscriptions,
        int maxMessageBytes,
        int maxErrors,
        int queueBytes,
        Duration updateInterval,
        Duration slowAfter,
        Duration closeGrace,
        Duration heartbeat,
        Duration pongTimeout) {

    /** Vert.x ends a connection on larger frames, without our words. */
    private static final int LARGEST_FRAME = 65_536;

    private static final Duration HOUR = Duration.ofHours(1);

    /** @throws IllegalArgumentException naming every value that is wrong */
    SocketLimits {
        List<String> problems = new ArrayList<>();
        inRange(problems, "max-clients", maxClients, 1, 10_000);
        inRange(problems, "max-subscriptions", maxSubscriptions, 1, 10_000);
        inRange(problems, "max-message-bytes", maxMessageBytes, 256, LARGEST_FRAME);
        inRange(problems, "max-errors", maxErrors, 0, 1_000);
        inRange(problems, "queue-bytes", queueBytes, 4_096, 64 * 1024 * 1024);
        inRange(problems, "update-interval", updateInterval, Duration.ofMillis(10), Duration.ofMinutes(1));
        inRange(problems, "slow-after", slowAfter, updateInterval, HOUR);
        inRange(problems, "close-grace", closeGrace, Duration.ZERO, Duration.ofMinutes(1));
        inRange(problems, "heartbeat", heartbeat, updateInterval, HOUR);
        inRange(problems, "pong-timeout", pongTimeout, updateInterval, HOUR);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("market-data cannot start: " + String.join("; ", problems));
        }
    }

    static SocketLimits of(MarketDataConfig.WebSocket config) {
        return new SocketLimits(
                config.maxClients(),
                config.maxSubscriptions(),
                config.maxMessageBytes(),
                config.maxErrors(),
                config.queueBytes(),
                config.updateInterval(),
                config.slowAfter(),
                config.closeGrace(),
                config.heartbeat(),
                config.pongTimeout());
    }

    private static <T extends Comparable<T>> void inRange(List<String> problems, String key, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            problems.add("ffe.market-data.web-socket." + key + " is " + value + ", expected " + least + " to " + most);
        }
    }
}
