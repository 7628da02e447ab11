package io.ffe.marketdata.feed.live;

import io.ffe.schema.money.Instruments;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Alpha Vantage: answers with the last quote it was told; refuses as the real one does, with 200 and a sentence. */
final class AlphaVantageStub extends StubProvider {

    static final String KEY = "SECRETKEY";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final HttpServer server;
    private final AtomicReference<String> answer = new AtomicReference<>(rate(Instant.EPOCH, "1.1", "1.2"));
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String once = "";

    AlphaVantageStub() throws Exception {
        server = vertx.createHttpServer().requestHandler(this::answer);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private void answer(HttpServerRequest request) {
        if (silent) {
            return;
        }
        boolean known = KEY.equals(request.getParam("apikey"))
                && "CURRENCY_EXCHANGE_RATE".equals(request.getParam("function"))
                && "EUR".equals(request.getParam("from_currency"))
                && "USD".equals(request.getParam("to_currency"));
        String body = once.isEmpty() ? answer.get() : once;
        once = "";
        switch (known ? status : 401) {
            case 401 ->
                request.response()
                        .end("{\"Error Message\":\"the parameter apikey is invalid or missing. It was " + KEY + ".\"}");
            case 429 ->
                request.response()
                        .end("{\"Information\":\"We have detected your API key as " + KEY
                                + " and our standard API rate limit is 25 requests per day.\"}");
            case 200 -> {
                asked.incrementAndGet();
                request.response().end(body);
            }
            default -> request.response().setStatusCode(status).end();
        }
    }

    private static String rate(Instant time, String bid, String ask) {
        return "{\"Realtime Currency Exchange Rate\":{\"1. From_Currency Code\":\"EUR\",\"6. Last Refreshed\":\""
                + TIME.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC))
                + "\",\"7. Time Zone\":\"UTC\",\"8. Bid Price\":\"" + bid + "\",\"9. Ask Price\":\"" + ask + "\"}}";
    }

    @Override
    Provider provider() {
        return new Hurried(new AlphaVantageProvider(
                URI.create("http://127.0.0.1:" + server.actualPort()),
                KEY,
                List.of(Instruments.builtIn().require("EURUSD")),
                1200,
                HttpClient.newHttpClient()));
    }

    @Override
    public void quote(Instant time, BigDecimal bid, BigDecimal ask) {
        answer.set(rate(time, bid.toPlainString(), ask.toPlainString()));
    }

    @Override
    public void rubbish() {
        once = rate(Instant.EPOCH, "none", "0");
    }

    /** A connection is one request here: the next one breaks. */
    @Override
    public void cut() {
        status = 502;
        vertx.setTimer(300, later -> status = 200);
    }

    @Override
    public void html() {
        once = "<html><body>502 Bad Gateway</body></html>";
    }

    @Override
    public void tenMegabytes() {
        once = "x".repeat(10 * 1024 * 1024);
    }

    @Override
    public int subscriptions() {
        return asked.get();
    }
}
