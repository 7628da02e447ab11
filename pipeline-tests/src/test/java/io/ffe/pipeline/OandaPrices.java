package io.ffe.pipeline;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.event.Timeframe;
import io.ffe.stack.run.FeedOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A provider of live prices that swing: OANDA's pricing stream and its candles, for as many clients as come, each with the instruments
 * that it asks for. A price is a function of instrument and time, so candles and stream agree.
 */
final class OandaPrices implements AutoCloseable {

    private static final String ACCOUNT = "101-004-1234567-001";
    private static final String TOKEN = "nobody-s-token";
    private static final int CANDLES = 120;

    /** Those of FFE that there are prices of. */
    static final List<String> SYMBOLS =
            List.of("BTCUSDT", "ETHUSDT", "SOLUSDT", "BTCUSD", "ETHUSD", "EURUSD", "GBPUSD", "USDJPY", "XAUUSD");

    /** A run on these prices, with a snapshot of each symbol a minute. */
    static final FeedOptions FEED = new FeedOptions(
            FeedOptions.Kind.LIVE, List.of(), List.of(), SYMBOLS, null, null, null, null, "1m", null, "oanda");

    private final HttpServer server;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("oanda-prices").unstarted(work));
    private final Map<OutputStream, List<String>> streams = new ConcurrentHashMap<>();
    private volatile boolean silent;

    /** @param perSecond prices of each instrument in a second */
    OandaPrices(int perSecond) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v3/accounts/" + ACCOUNT + "/pricing/stream", this::stream);
        server.createContext("/v3/instruments/", OandaPrices::candles);
        server.start();
        ticker.scheduleAtFixedRate(this::say, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
        ticker.scheduleAtFixedRate(this::beat, 0, 1, TimeUnit.SECONDS);
    }

    /** What market-data has to be told to ask here for everything. */
    Map<String, String> environment() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of(
                "FFE_MARKET_DATA_LIVE_OANDA_STREAM_URL", url,
                "FFE_MARKET_DATA_LIVE_OANDA_REST_URL", url,
                "FFE_MARKET_DATA_LIVE_OANDA_ACCOUNT", ACCOUNT,
                "FFE_MARKET_DATA_LIVE_OANDA_TOKEN", TOKEN);
    }

    /** From now on there are heartbeats and no prices. */
    void fallSilent() {
        silent = true;
    }

    private void stream(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.sendResponseHeaders(200, 0);
        // Open until the client goes; what is written later goes through it.
        streams.put(
                exchange.getResponseBody(),
                List.of(query.getOrDefault("instruments", "").split(",")));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        return Arrays.stream(exchange.getRequestURI().getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private void say() {
        if (silent) {
            return;
        }
        Instant now = Instant.now();
        streams.forEach((stream, instruments) -> write(
                stream,
                instruments.stream().map(instrument -> price(instrument, now)).collect(Collectors.joining())));
    }

    private void beat() {
        streams.keySet()
                .forEach(stream -> write(stream, "{\"type\":\"HEARTBEAT\",\"time\":\"" + Instant.now() + "\"}\n"));
    }

    private void write(OutputStream stream, String lines) {
        try {
            stream.write(lines.getBytes(StandardCharsets.UTF_8));
            stream.flush();
        } catch (IOException gone) {
            streams.remove(stream);
        }
    }

    private static String price(String instrument, Instant time) {
        BigDecimal bid = at(instrument, time);
        return "{\"type\":\"PRICE\",\"time\":\"" + time + "\",\"bids\":[{\"price\":\"" + bid
                + "\",\"liquidity\":10000000}],\"asks\":[{\"price\":\"" + ask(bid)
                + "\",\"liquidity\":10000000}],\"tradeable\":true,\"instrument\":\"" + instrument + "\"}\n";
    }

    private static void candles(HttpExchange exchange) throws IOException {
        String instrument = exchange.getRequestURI().getPath().split("/")[3];
        String granularity = query(exchange).getOrDefault("granularity", "M1");
        Timeframe timeframe = Arrays.stream(Timeframe.values())
                .filter(each -> granularity.equals(each == Timeframe.D1 ? "D" : each.name()))
                .findFirst()
                .orElseThrow();
        Instant end = timeframe.startOf(Instant.now());
        List<String> candles = new ArrayList<>();
        for (int back = CANDLES; back > 0; back--) {
            Instant start = end.minus(timeframe.length().multipliedBy(back));
            candles.add("{\"complete\":true,\"volume\":10,\"time\":\"" + start + "\",\"bid\":"
                    + candle(instrument, start, timeframe, false) + ",\"ask\":"
                    + candle(instrument, start, timeframe, true) + "}");
        }
        byte[] body = ("{\"instrument\":\"" + instrument + "\",\"granularity\":\"" + granularity + "\",\"candles\":["
                        + String.join(",", candles) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** From twelve looks at the price. */
    private static String candle(String instrument, Instant start, Timeframe timeframe, boolean ask) {
        List<BigDecimal> looks = new ArrayList<>();
        for (int look = 0; look < 12; look++) {
            BigDecimal bid = at(
                    instrument, start.plus(timeframe.length().multipliedBy(look).dividedBy(12)));
            looks.add(ask ? ask(bid) : bid);
        }
        return "{\"o\":\"" + looks.getFirst() + "\",\"h\":\""
                + looks.stream().max(BigDecimal::compareTo).orElseThrow()
                + "\",\"l\":\"" + looks.stream().min(BigDecimal::compareTo).orElseThrow() + "\",\"c\":\""
                + looks.getLast() + "\"}";
    }

    /** A slow swing, a faster one and a little noise. */
    private static BigDecimal at(String instrument, Instant time) {
        double seconds = time.toEpochMilli() / 1000.0;
        int own = Math.floorMod(instrument.hashCode(), 997);
        double base = 100 + own;
        double slow = 0.03 * StrictMath.sin(2 * StrictMath.PI * seconds / (3_600 + 7 * own));
        double fast = 0.004 * StrictMath.sin(2 * StrictMath.PI * seconds / (420 + own / 4.0));
        double noise = 0.0002 * StrictMath.sin(seconds * 1.7 + own);
        return BigDecimal.valueOf(base * (1 + slow + fast + noise)).setScale(2, RoundingMode.HALF_UP);
    }

    private static BigDecimal ask(BigDecimal bid) {
        return bid.add(new BigDecimal("0.02"));
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        server.stop(0);
    }
}
