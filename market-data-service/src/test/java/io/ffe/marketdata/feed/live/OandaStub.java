package io.ffe.marketdata.feed.live;

import io.ffe.schema.money.Instruments;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** OANDA's pricing stream: chunked lines, a heartbeat every 200 ms instead of every 5 s. */
final class OandaStub extends StubProvider {

    static final String ACCOUNT = "101-004-1234567-001";
    static final String TOKEN = "the-token";

    private final HttpServer server;
    private final List<HttpServerResponse> streams = new CopyOnWriteArrayList<>();
    private final List<HttpConnection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger subscriptions = new AtomicInteger();

    OandaStub() throws Exception {
        server = vertx.createHttpServer().connectionHandler(connections::add).requestHandler(this::answer);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        vertx.setPeriodic(200, tick -> say("{\"type\":\"HEARTBEAT\",\"time\":\"" + Instant.now() + "\"}"));
    }

    private void answer(HttpServerRequest request) {
        boolean asked = request.path().equals("/v3/accounts/" + ACCOUNT + "/pricing/stream")
                && ("EUR_USD".equals(request.getParam("instruments")));
        if (status != 200) {
            refuse(request, status, "no");
        } else if (!("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
            refuse(request, 401, "Insufficient authorization to perform request.");
        } else if (!asked) {
            refuse(request, 400, "Invalid value specified for 'instruments'");
        } else {
            HttpServerResponse response =
                    request.response().setChunked(true).putHeader("Content-Type", "application/octet-stream");
            response.write("{\"type\":\"HEARTBEAT\",\"time\":\"2026-04-07T14:29:59.000000000Z\"}\n");
            streams.add(response);
            subscriptions.incrementAndGet();
        }
    }

    private static void refuse(HttpServerRequest request, int status, String why) {
        request.response().setStatusCode(status).end("{\"errorMessage\":\"" + why + "\"}");
    }

    private void say(String line) {
        if (!silent) {
            streams.forEach(stream -> {
                if (!stream.closed()) {
                    stream.write(line + "\n");
                }
            });
        }
    }

    @Override
    Provider provider() {
        return new Hurried(new OandaProvider(
                URI.create("http://127.0.0.1:" + server.actualPort()),
                ACCOUNT,
                TOKEN,
                List.of(Instruments.builtIn().require("EURUSD")),
                HttpClient.newHttpClient()));
    }

    @Override
    public void quote(Instant time, BigDecimal bid, BigDecimal ask) {
        say("{\"type\":\"PRICE\",\"time\":\"" + time + "\",\"bids\":[{\"price\":\"" + bid
                + "\",\"liquidity\":10000000}],\"asks\":[{\"price\":\"" + ask
                + "\",\"liquidity\":10000000}],\"tradeable\":true,\"instrument\":\"EUR_USD\"}");
    }

    @Override
    public void rubbish() {
        say("{\"type\":\"PRICE\",\"time\":\"2026-04-07T14:30:00Z\",\"bids\":[{\"price\":\"0\"}],\"asks\":[],"
                + "\"instrument\":\"EUR_USD\"}");
    }

    @Override
    public void cut() {
        connections.forEach(HttpConnection::close);
    }

    @Override
    public void html() {
        say("<html><body>502 Bad Gateway</body></html>");
    }

    @Override
    public void tenMegabytes() {
        say("x".repeat(10 * 1024 * 1024));
    }

    @Override
    public int subscriptions() {
        return subscriptions.get();
    }
}
