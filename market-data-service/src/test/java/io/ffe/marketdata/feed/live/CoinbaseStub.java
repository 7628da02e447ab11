package io.ffe.marketdata.feed.live;

import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Coinbase's market data over a WebSocket: confirms subscriptions, numbers messages, heartbeats every 200 ms. */
public final class CoinbaseStub extends StubProvider {

    private final HttpServer server;
    /** With the number of the next message of each. */
    private final Map<ServerWebSocket, AtomicLong> sockets = new ConcurrentHashMap<>();

    private final AtomicInteger subscriptions = new AtomicInteger();

    public CoinbaseStub() throws Exception {
        server = vertx.createHttpServer().webSocketHandshakeHandler(this::admit).webSocketHandler(this::connected);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        vertx.setPeriodic(
                200,
                tick -> say("heartbeats", "{\"current_time\":\"" + Instant.now() + "\",\"heartbeat_counter\":\"1\"}"));
    }

    private void admit(ServerWebSocketHandshake handshake) {
        if (status == 200) {
            handshake.accept();
        } else {
            handshake.reject(status);
        }
    }

    private void connected(ServerWebSocket socket) {
        socket.textMessageHandler(text -> {
            JsonObject request = new JsonObject(text);
            if (request.getString("type").equals("subscribe")) {
                sockets.computeIfAbsent(socket, first -> new AtomicLong());
                say("subscriptions", "{\"subscriptions\":{\"" + request.getString("channel") + "\":[]}}");
                if (request.getString("channel").equals("ticker")
                        && request.getJsonArray("product_ids").contains("EUR-USD")) {
                    subscriptions.incrementAndGet();
                }
            }
        });
        socket.closeHandler(closed -> sockets.remove(socket));
    }

    private void say(String channel, String event) {
        say(channel, event, Instant.now());
    }

    private void say(String channel, String event, Instant time) {
        if (!silent) {
            sockets.forEach((socket, number) ->
                    socket.writeTextMessage(message(channel, time, number.getAndIncrement(), event)));
        }
    }

    static String message(String channel, Instant time, long number, String event) {
        return "{\"channel\":\"" + channel + "\",\"client_id\":\"\",\"timestamp\":\"" + time + "\",\"sequence_num\":"
                + number + ",\"events\":[" + event + "]}";
    }

    static String ticker(String product, String bid, String ask) {
        return "{\"type\":\"update\",\"tickers\":[{\"type\":\"ticker\",\"product_id\":\"" + product
                + "\",\"price\":\"" + bid + "\",\"best_bid\":\"" + bid
                + "\",\"best_bid_quantity\":\"1.5\",\"best_ask\":\""
                + ask + "\",\"best_ask_quantity\":\"0.34307688999999997\"}]}";
    }

    public String url() {
        return "ws://127.0.0.1:" + server.actualPort();
    }

    @Override
    public Provider provider() {
        Instrument pair = Instruments.builtIn().require("EURUSD");
        return new Hurried(new CoinbaseProvider(URI.create(url()), List.of(pair), false, HttpClient.newHttpClient()));
    }

    @Override
    public void quote(Instant time, BigDecimal bid, BigDecimal ask) {
        say("ticker", ticker("EUR-USD", bid.toPlainString(), ask.toPlainString()), time);
    }

    @Override
    public void rubbish() {
        say("ticker", ticker("EUR-USD", "zero", "-1"));
    }

    @Override
    public void cut() {
        sockets.keySet().forEach(socket -> socket.close((short) 1011, "going away"));
    }

    /** As a proxy in between would: a text that is no message, and the end. */
    @Override
    public void html() {
        sockets.keySet().forEach(socket -> {
            socket.writeTextMessage("<html><body>502 Bad Gateway</body></html>");
            socket.close((short) 1001, "proxy");
        });
    }

    @Override
    public void tenMegabytes() {
        sockets.keySet().forEach(socket -> socket.writeTextMessage("x".repeat(10 * 1024 * 1024)));
    }

    @Override
    public int subscriptions() {
        return subscriptions.get();
    }
}
