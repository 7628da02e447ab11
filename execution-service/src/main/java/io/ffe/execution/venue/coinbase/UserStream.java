package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.schema.serde.Json;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Coinbase's user channel: a doorbell. Each message about an order rings, and says how much of the order has traded so far; that is
 * remembered as a least amount, so repeats and messages out of order change nothing. Nothing is booked from it. A number that is
 * missing, an error or a silence ends the connection; each new one rings too, because of what may have happened in between.
 */
final class UserStream implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(UserStream.class);

    /** Heartbeats come every second. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Orders; what they have traded matters until the lists show it, which is seconds later. */
    static final int REMEMBERED = 10_000;

    private static final int LONGEST_MESSAGE = 4 * 1024 * 1024;

    private final URI uri;
    private final KeySource keys;
    private final Clock clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final Map<String, BigDecimal> traded = Collections.synchronizedMap(new Newest());
    private final Thread thread = new Thread(this::run, "coinbase-user-stream");
    private final Object bell = new Object();
    private boolean rung;
    private volatile boolean speaking;
    private volatile boolean closed;

    UserStream(URI uri, KeySource keys, Clock clock) {
        this.uri = uri;
        this.keys = keys;
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** True while it can be relied on to ring. */
    boolean speaking() {
        return speaking;
    }

    /** What has traded of an order at least. */
    BigDecimal filledAtLeast(String orderId) {
        return traded.getOrDefault(orderId, BigDecimal.ZERO);
    }

    void ring() {
        synchronized (bell) {
            rung = true;
            bell.notifyAll();
        }
    }

    /** Waits until it rings. @return true when it rang since the last time that this said so */
    boolean await(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        synchronized (bell) {
            try {
                long left = end - System.nanoTime();
                while (!rung && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(bell, left);
                    left = end - System.nanoTime();
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            boolean was = rung;
            rung = false;
            return was;
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            Connection connection = new Connection();
            try {
                connection.follow();
                pause = FIRST_PAUSE;
            } catch (VenueUnavailable | ExecutionException | TimeoutException trouble) {
                LOG.warnf("user stream not connected cause=%s", trouble.getMessage());
            } catch (InterruptedException stopping) {
                return;
            } finally {
                speaking = false;
                connection.abort();
                ring();
            }
            try {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            } catch (InterruptedException stopping) {
                return;
            }
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
        }
    }

    /** Takes in one message. @return false when the connection is to be ended */
    boolean heard(String text, long expectedSequence) {
        JsonNode message;
        try {
            message = Json.mapper().readTree(text);
        } catch (JsonProcessingException unreadable) {
            LOG.warnf("user stream sent no JSON length=%d", text.length());
            return false;
        }
        if (message.path("type").asText("").equals("error")) {
            LOG.warnf("user stream refused message=%s", message.path("message").asText(""));
            return false;
        }
        if (expectedSequence >= 0 && message.path("sequence_num").asLong(-1) != expectedSequence) {
            LOG.warnf(
                    "user stream lost messages expected=%d got=%s",
                    expectedSequence, message.path("sequence_num").asText(""));
            return false;
        }
        if (message.path("channel").asText("").equals("user")) {
            for (JsonNode event : message.path("events")) {
                for (JsonNode order : event.path("orders")) {
                    BigDecimal amount = CoinbaseJson.decimal(order, "cumulative_quantity");
                    if (amount != null && amount.signum() > 0) {
                        traded.merge(order.path("order_id").asText(""), amount, BigDecimal::max);
                    }
                }
            }
            ring();
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        client.shutdownNow();
    }

    /** The orders that were told of last. One that is forgotten is only counted by Coinbase's lists again. */
    private static final class Newest extends LinkedHashMap<String, BigDecimal> {

        private static final long serialVersionUID = 1L;

        Newest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, BigDecimal> eldest) {
            return size() > REMEMBERED;
        }
    }

    /** Listens on the HTTP client's threads, one call at a time. */
    private final class Connection implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private volatile long heardAt = System.nanoTime();
        private volatile boolean over;
        private volatile @Nullable WebSocket socket;
        private long sequence;

        /** Returns when the connection is over. */
        void follow() throws ExecutionException, TimeoutException, InterruptedException {
            WebSocket open = client.newWebSocketBuilder()
                    .connectTimeout(CONNECT)
                    .buildAsync(uri, this)
                    .get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
            socket = open;
            for (String channel : new String[] {"heartbeats", "user"}) {
                open.sendText(subscription(channel), true).get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
            }
            speaking = true;
            ring();
            while (!over && System.nanoTime() - heardAt < SILENCE.toNanos()) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }

        private String subscription(String channel) {
            ObjectNode request = Json.mapper().createObjectNode();
            request.put("type", "subscribe")
                    .put("channel", channel)
                    .put("jwt", keys.key().token(null, clock.instant()));
            return request.toString();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            heardAt = System.nanoTime();
            if (last || text.length() > LONGEST_MESSAGE) {
                over |= !last || !heardSafely(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private boolean heardSafely(String message) {
            try {
                return heard(message, sequence++);
            } catch (VenueUnavailable odd) {
                LOG.warnf("user stream sent something odd cause=%s", odd.getMessage());
                return false;
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            over = true;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            over = true;
        }

        void abort() {
            WebSocket open = socket;
            if (open != null) {
                open.abort();
            }
        }
    }
}
