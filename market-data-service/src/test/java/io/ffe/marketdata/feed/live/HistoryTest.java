package io.ffe.marketdata.feed.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bars of the past are the provider's candles: whole ones, on the grid, and none that it does not have. */
class HistoryTest {

    private static final Instant NOW = Instant.parse("2026-04-07T14:32:00Z");
    private static final Instrument BTC = Instruments.builtIn().require("BTCUSD");
    private static final Instrument EUR = Instruments.builtIn().require("EURUSD");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Function<HttpServerRequest, String> answers = request -> "";
    private int status = 200;
    private URI uri;

    @BeforeEach
    void start() throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            asked.add(request.uri());
            request.response().setStatusCode(status).end(answers.apply(request));
        });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        uri = URI.create("http://127.0.0.1:" + server.actualPort());
    }

    @AfterEach
    void stop() {
        vertx.close();
    }

    private static String coinbase(Instant start, String high) {
        return "{\"start\":\"" + start.getEpochSecond() + "\",\"low\":\"99\",\"high\":\"" + high
                + "\",\"open\":\"100\",\"close\":\"101\",\"volume\":\"5.5\"}";
    }

    @Test
    void coinbases_candles_of_six_timeframes_are_bars_when_they_are_over() throws Exception {
        answers = request -> request.getParam("granularity").equals("ONE_MINUTE")
                ? "{\"candles\":[" + coinbase(NOW, "102") + "," + coinbase(NOW.minusSeconds(60), "102") + ","
                        + coinbase(NOW.minusSeconds(180), "102") + "]}"
                : "{\"candles\":[]}";

        List<Bar> bars = new CoinbaseHistory(uri, HttpClient.newHttpClient()).before(BTC, NOW, "run-1");

        assertThat(bars)
                .extracting(Bar::timeframe, Bar::start)
                .containsExactly(tuple(Timeframe.M1, NOW.minusSeconds(180)), tuple(Timeframe.M1, NOW.minusSeconds(60)));
        assertThat(bars.getFirst().price().high()).isEqualByComparingTo("102");
        assertThat(asked).hasSize(6).allMatch(path -> path.contains("/products/BTC-USD/candles?start="));
    }

    @Test
    void oandas_candles_are_bars_of_bid_and_ask_around_their_middle() throws Exception {
        List<String> tokens = new ArrayList<>();
        answers = request -> {
            tokens.add(request.getHeader("Authorization"));
            boolean minutes = request.getParam("granularity").equals("M1");
            String side = "{\"o\":\"1.1000\",\"h\":\"1.1004\",\"l\":\"1.0998\",\"c\":\"1.1001\"}";
            String ask = "{\"o\":\"1.1001\",\"h\":\"1.1006\",\"l\":\"1.0999\",\"c\":\"1.1002\"}";
            return "{\"candles\":["
                    + (minutes
                            ? "{\"complete\":true,\"time\":\"2026-04-07T14:31:00.000000000Z\",\"bid\":" + side
                                    + ",\"ask\":"
                                    + ask + "},{\"complete\":false,\"time\":\"2026-04-07T14:32:00.000000000Z\",\"bid\":"
                                    + side
                                    + ",\"ask\":" + ask + "}"
                            : "")
                    + "]}";
        };

        List<Bar> bars = new OandaHistory(uri, "the-token", HttpClient.newHttpClient()).before(EUR, NOW, "run-1");

        assertThat(bars).singleElement().satisfies(bar -> {
            assertThat(bar.end()).isEqualTo(NOW);
            assertThat(bar.bid().low()).isEqualByComparingTo("1.0998");
            assertThat(bar.price().open()).isEqualByComparingTo("1.10005");
        });
        assertThat(tokens).hasSize(7).containsOnly("Bearer the-token");
    }

    @Test
    void a_candle_that_cannot_be_one_is_left_out_and_the_others_are_bars() throws Exception {
        answers = request -> request.getParam("granularity").equals("ONE_MINUTE")
                ? "{\"candles\":[" + coinbase(NOW.minusSeconds(60), "98") + ",{\"start\":\"9e99\"},"
                        + coinbase(NOW.minusSeconds(120), "102") + "]}"
                : "{\"candles\":[]}";

        assertThat(new CoinbaseHistory(uri, HttpClient.newHttpClient()).before(BTC, NOW, "run-1"))
                .extracting(Bar::start)
                .containsExactly(NOW.minusSeconds(120));
    }

    @Test
    void more_symbols_than_the_limit_allows_at_once_wait_for_their_turn() throws Exception {
        answers = request -> "{\"candles\":[]}";
        CoinbaseHistory history = new CoinbaseHistory(uri, HttpClient.newHttpClient());

        for (int i = 0; i < 3; i++) {
            assertThat(history.before(BTC, NOW, "run-1")).isEmpty();
        }

        assertThat(asked).hasSize(18);
    }

    @Test
    void refusals_are_told_apart_and_after_three_failures_in_a_row_nobody_is_asked_for_a_while() {
        OandaHistory history = new OandaHistory(uri, "the-token", HttpClient.newHttpClient());
        status = 401;
        assertThatThrownBy(() -> history.before(EUR, NOW, "run-1"))
                .isInstanceOfSatisfying(
                        FeedTrouble.class,
                        trouble -> assertThat(trouble.kind()).isEqualTo(FeedTrouble.Kind.UNAUTHORIZED))
                .hasMessageNotContaining("the-token");
        status = 503;
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> history.before(EUR, NOW, "run-1")).hasMessageContaining("answered 503");
        }

        assertThatThrownBy(() -> history.before(EUR, NOW, "run-1")).hasMessageContaining("was not asked for");
        assertThat(asked).hasSize(3);
    }
}
