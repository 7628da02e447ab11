package io.ffe.marketdata.ws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A client over the JDK's WebSocket that keeps what it is sent. */
final class Listener implements WebSocket.Listener, AutoCloseable {

    private final StringBuilder partial = new StringBuilder();
    final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    volatile int closeCode;
    volatile String closeReason;
    volatile Throwable failure;
    private WebSocket socket;

    private Listener() {}

    /** @throws WebSocketHandshakeException when the server does not upgrade */
    static Listener connect(HttpClient http, URI url, UnaryOperator<WebSocket.Builder> with)
            throws WebSocketHandshakeException {
        Listener listener = new Listener();
        try {
            listener.socket = with.apply(http.newWebSocketBuilder())
                    .buildAsync(url, listener)
                    .join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof WebSocketHandshakeException refused) {
                throw refused;
            }
            throw failed;
        }
        return listener;
    }

    static Listener connect(HttpClient http, URI url, String token) throws WebSocketHandshakeException {
        return connect(http, url, builder -> builder.header("Authorization", "Bearer " + token));
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                frames.add(Json.mapper().readTree(partial.toString()));
            } catch (JsonProcessingException notJson) {
                throw new UncheckedIOException(notJson);
            }
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeReason = reason;
        closeCode = code;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        failure = error;
    }

    void say(String text) {
        socket.sendText(text, true).join();
    }

    void say(byte[] binary) {
        socket.sendBinary(ByteBuffer.wrap(binary), true).join();
    }

    void subscribe(String symbols, String channels) {
        say("{\"op\":\"subscribe\",\"symbols\":[" + symbols + "],\"channels\":[" + channels + "]}");
    }

    Stream<JsonNode> ofType(String type) {
        return frames.stream().filter(frame -> frame.path("type").asText().equals(type));
    }

    /** Of all update frames. */
    List<JsonNode> updates() {
        return ofType("update")
                .flatMap(frame -> Stream.of(frame.path("updates")))
                .flatMap(updates -> StreamSupport.stream(updates.spliterator(), false))
                .toList();
    }

    boolean closed() {
        return closeCode != 0 || failure != null;
    }

    @Override
    public String toString() {
        return frames.size() + " frames, closed with " + closeCode + " (" + closeReason + "), failed with " + failure;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
