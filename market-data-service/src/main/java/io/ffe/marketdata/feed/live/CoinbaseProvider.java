package io.ffe.marketdata.feed.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.serde.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Best bid and ask, and trades where they are asked for, from Coinbase's public market data: no key. */
public final class CoinbaseProvider implements Provider {

    private static final Duration SILENCE = Duration.ofSeconds(10);
    /** Any product that is worth trading is quoted more often than this, day and night. */
    private static final Duration SILENCE_OF_PRICES = Duration.ofSeconds(60);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Coinbase cuts a connection that has not subscribed after five seconds; a confirmation takes no longer either. */
    private static final Duration CONFIRM = Duration.ofSeconds(5);

    private final URI uri;
    private final Symbology symbology;
    private final List<String> channels;
    private final HttpClient http;

    /** @param trades whether trades are asked for beside quotes */
    public CoinbaseProvider(URI uri, List<Instrument> instruments, boolean trades, HttpClient http) {
        this.uri = uri;
        this.symbology = new Symbology(instruments, "-");
        this.channels = trades ? List.of("ticker", "market_trades", "heartbeats") : List.of("ticker", "heartbeats");
        this.http = http;
    }

    @Override
    public String name() {
        return "coinbase";
    }

    @Override
    public Duration silence() {
        return SILENCE;
    }

    @Override
    public Optional<Duration> silenceOfPrices() {
        return Optional.of(SILENCE_OF_PRICES);
    }

    @Override
    public Session open(FeedSink sink) throws FeedTrouble, InterruptedException {
        Connection connection = new Connection(new CoinbaseMessages(symbology, sink), sink);
        boolean open = false;
        try {
            WebSocket socket = http.newWebSocketBuilder()
                    .connectTimeout(CONNECT)
                    .buildAsync(uri, connection)
                    .whenComplete((late, failed) -> connection.abortIfClosed(late))
                    .get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
            connection.socket = socket;
            for (String channel : channels) {
                socket.sendText(subscription(channel), true).get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
            }
            open = true;
            return connection;
        } catch (ExecutionException refused) {
            throw notConnected(refused.getCause());
        } catch (TimeoutException late) {
            throw new FeedTrouble(
                    FeedTrouble.Kind.DISCONNECTED, uri + " did not answer within " + CONNECT.toSeconds() + " s");
        } finally {
            if (!open) {
                connection.close();
            }
        }
    }

    private FeedTrouble notConnected(@Nullable Throwable cause) {
        if (cause instanceof WebSocketHandshakeException handshake) {
            int status = handshake.getResponse().statusCode();
            FeedTrouble.Kind kind = FeedTrouble.Kind.ofStatus(status, FeedTrouble.Kind.UNREADABLE);
            return new FeedTrouble(kind, uri + " answered " + status + " and opened no WebSocket");
        }
        return new FeedTrouble(FeedTrouble.Kind.DISCONNECTED, uri + ": " + cause);
    }

    private String subscription(String channel) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("type", "subscribe");
        if (!channel.equals("heartbeats")) {
            request.put("product_ids", symbology.names());
        }
        request.put("channel", channel);
        try {
            return Json.mapper().writeValueAsString(request);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a map of strings has a JSON form", bug);
        }
    }

    /** Listens on the HTTP client's threads, one call at a time. */
    private static final class Connection implements WebSocket.Listener, Session {

        /** Far more than any message of these channels; what is longer is no message of theirs. */
        private static final int LONGEST_MESSAGE = 1024 * 1024;

        private final CoinbaseMessages messages;
        private final FeedSink sink;
        private final StringBuilder text = new StringBuilder();
        private final AtomicReference<@Nullable FeedTrouble> ended = new AtomicReference<>();
        private final long openedAt = System.nanoTime();
        private volatile boolean closed;
        private volatile @Nullable WebSocket socket;

        Connection(CoinbaseMessages messages, FeedSink sink) {
            this.messages = messages;
            this.sink = sink;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            synchronized (messages) {
                if (closed || ended.get() != null) {
                    return null;
                }
                text.append(part);
                if (text.length() > LONGEST_MESSAGE) {
                    sink.refused(
                            "OTHER",
                            FeedRefusal.UNREADABLE,
                            "a message of more than " + LONGEST_MESSAGE + " characters");
                    end(new FeedTrouble(
                            FeedTrouble.Kind.UNREADABLE,
                            "Coinbase sent a message of more than " + LONGEST_MESSAGE + " characters"));
                } else if (last) {
                    String message = text.toString();
                    text.setLength(0);
                    messages.take(message).ifPresent(this::end);
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end(new FeedTrouble(
                    FeedTrouble.Kind.DISCONNECTED, "Coinbase closed with " + code + " '" + Shown.of(reason) + "'"));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            end(new FeedTrouble(FeedTrouble.Kind.DISCONNECTED, "the connection broke: " + error));
        }

        @Override
        public Optional<FeedTrouble> ended() {
            if (ended.get() == null && !messages.subscribed() && System.nanoTime() - openedAt > CONFIRM.toNanos()) {
                end(new FeedTrouble(
                        FeedTrouble.Kind.SILENT,
                        "Coinbase did not confirm the subscription within " + CONFIRM.toSeconds() + " s"));
            }
            return Optional.ofNullable(ended.get());
        }

        /** A socket that opens after nobody waits for it any more. */
        private void abortIfClosed(@Nullable WebSocket late) {
            if (closed && late != null) {
                late.abort();
            }
        }

        private void end(FeedTrouble trouble) {
            ended.compareAndSet(null, trouble);
        }

        @Override
        public void close() {
            closed = true;
            WebSocket open = socket;
            if (open != null) {
                open.abort();
            }
        }
    }
}
