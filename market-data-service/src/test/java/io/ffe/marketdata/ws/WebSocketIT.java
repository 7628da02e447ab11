package io.ffe.marketdata.ws;

import static io.ffe.marketdata.ws.SocketPrices.OF_THE_TOPIC;
import static io.ffe.marketdata.ws.SocketPrices.SYMBOLS;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.marketdata.MarketView;
import io.ffe.marketdata.domain.fanout.Events;
import io.ffe.marketdata.kafka.TickPublisher;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Over real connections. In a profile of its own, so that it runs after ReplayIT, which counts every record of the topics. */
@QuarkusTest
@TestProfile(WebSocketIT.OfItsOwn.class)
@QuarkusTestResource(value = SocketPrices.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebSocketIT {

    public static final class OfItsOwn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "ffe.market-data.web-socket.update-interval", "PT0.05S",
                    "ffe.market-data.web-socket.queue-bytes", "32768",
                    "ffe.market-data.web-socket.max-errors", "4",
                    "ffe.market-data.web-socket.slow-after", "PT4S",
                    "ffe.market-data.web-socket.close-grace", "PT4S",
                    "ffe.market-data.web-socket.heartbeat", "PT1S",
                    "ffe.market-data.web-socket.pong-timeout", "PT10S");
        }
    }

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String QUOTES = "\"quotes\"";

    Tokens tokens;

    @TestHTTPResource("/ws")
    URI http;

    @Inject
    FanOutFollower follower;

    @Inject
    Clients clients;

    @Inject
    MarketView view;

    @Inject
    TickPublisher publisher;

    @Inject
    MeterRegistry meters;

    private final HttpClient client = HttpClient.newHttpClient();
    private int ticks;

    @BeforeEach
    void until_the_run_has_its_symbols() {
        await().atMost(SOON).until(() -> view.symbols().size() == SocketPrices.ALL);
        await().atMost(SOON).until(() -> connected() == 0);
    }

    private URI url() {
        return URI.create(http.toString().replaceFirst("^http", "ws"));
    }

    private String token(Duration lifetime) {
        return tokens.issue(Role.VIEWER, "somebody", lifetime);
    }

    private Listener connect() throws WebSocketHandshakeException {
        return Listener.connect(client, url(), token(Duration.ofMinutes(5)));
    }

    private double connected() {
        return meters.get("ffe.ws.clients").gauge().value();
    }

    private double closed(String reason) {
        return meters.get("ffe.ws.closed").tag("reason", reason).counter().count();
    }

    private void offer(String symbol, String price) {
        follower.folded(Events.quote(symbol, Events.START.plusSeconds(ticks), ticks++, price, price));
    }

    private static void subscribed(Listener listener, int times) {
        await().atMost(SOON).until(() -> listener.ofType("subscribed").count() == times);
    }

    private static List<String> bids(Listener listener, String symbol) {
        return listener.updates().stream()
                .filter(update -> update.path("symbol").asText().equals(symbol))
                .map(update -> update.path("value").path("bid").asText())
                .toList();
    }

    @Test
    void a_tick_on_the_topic_reaches_who_has_subscribed_to_its_symbol() throws Exception {
        try (Listener listener = connect()) {
            await().atMost(SOON).until(() -> !listener.frames.isEmpty());
            JsonNode hello = listener.frames.getFirst();
            assertThat(hello.path("type").asText()).isEqualTo("hello");
            assertThat(hello.path("symbols")).hasSize(SocketPrices.ALL);
            assertThat(hello.path("limits").path("queueBytes").asInt()).isEqualTo(32_768);
            listener.subscribe('"' + OF_THE_TOPIC + '"', QUOTES);
            subscribed(listener, 1);

            Instant now = Instant.now();
            publisher.publish(
                    new Tick(
                            OF_THE_TOPIC,
                            "outside",
                            1,
                            Tick.Kind.QUOTE,
                            now,
                            now,
                            new BigDecimal("100.10"),
                            new BigDecimal("100.20"),
                            null,
                            null,
                            null,
                            null,
                            Origin.LIVE,
                            false),
                    null);

            await().atMost(SOON).until(() -> bids(listener, OF_THE_TOPIC).equals(List.of("100.10")));
            JsonNode value = listener.updates().getLast().path("value");
            assertThat(value.path("source").asText()).isEqualTo("outside");
            assertThat(value.path("occurredAt").asText()).isEqualTo(now.toString());
        }
    }

    @Test
    void the_last_value_comes_at_once_and_unsubscribing_silences() throws Exception {
        String symbol = SocketPrices.STILL;
        offer(symbol, "100");
        follower.closed(Events.bar(symbol, Timeframe.M5, Events.START, "100"));
        try (Listener one = connect();
                Listener other = connect()) {
            one.subscribe('"' + symbol + '"', "\"quotes\",\"bars\"");
            other.subscribe('"' + symbol + '"', QUOTES);
            await().atMost(SOON)
                    .until(() -> one.updates().size() == 2 && other.updates().size() == 1);
            assertThat(one.updates())
                    .allSatisfy(update ->
                            assertThat(update.path("initial").asBoolean()).isTrue());
            assertThat(one.updates().getLast().path("timeframe").asText()).isEqualTo("5m");

            one.say("{\"op\":\"unsubscribe\",\"symbols\":[\"" + symbol + "\"]}");
            subscribed(one, 2);
            offer(symbol, "101");

            await().atMost(SOON).until(() -> bids(other, symbol).equals(List.of("100", "101")));
            // What was made after the update that the other has would be here by the answer to a question that is asked
            // now.
            one.say("{\"op\":\"ping\"}");
            await().atMost(SOON).until(() -> one.ofType("pong").count() == 1);
            assertThat(one.updates()).hasSize(2);
            List<Long> numbers =
                    one.frames.stream().map(frame -> frame.path("seq").asLong()).toList();
            assertThat(numbers).first().isEqualTo(1L);
            assertThat(numbers).doesNotHaveDuplicates().isSorted().last().isEqualTo((long) numbers.size());
        }
    }

    @Test
    void a_heartbeat_comes_when_nothing_moves_and_the_jdks_client_answers_pings() throws Exception {
        try (Listener listener = connect()) {
            await().atMost(SOON).until(() -> listener.ofType("heartbeat").count() >= 2);
            assertThat(listener.closed()).isFalse();
        }
    }

    @Test
    void bad_messages_are_answered_and_too_many_end_the_connection() throws Exception {
        try (Listener listener = connect()) {
            listener.say("nonsense");
            listener.say("{\"op\":\"buy\"}");
            listener.subscribe("\"NOPE\"", QUOTES);
            listener.say(new byte[] {1, 2, 3});
            await().atMost(SOON).until(() -> listener.ofType("error").count() == 4);
            assertThat(listener.ofType("error").map(error -> error.path("code").asText()))
                    .containsExactly("NOT_JSON", "UNKNOWN_OP", "UNKNOWN_SYMBOL", "NOT_TEXT");
            assertThat(listener.closed()).isFalse();

            listener.say("[]");
            await().atMost(SOON).until(listener::closed);
            assertThat(listener.closeCode).isEqualTo(4002);
            assertThat(listener.closeReason).isEqualTo("5 messages were wrong, the last: NOT_JSON");
        }
    }

    @Test
    void a_long_message_ends_the_connection_with_its_length() throws Exception {
        try (Listener listener = connect()) {
            listener.say("{\"op\":\"ping\",\"x\":\"" + "y".repeat(5_000) + "\"}");
            await().atMost(SOON).until(listener::closed);
            assertThat(listener.closeCode).isEqualTo(1009);
            assertThat(listener.closeReason).isEqualTo("a message has 5020 bytes, expected at most 4096");
        }
    }

    @Test
    void a_message_that_no_frame_holds_ends_the_connection_too() throws Exception {
        try (Listener listener = connect()) {
            listener.say("x".repeat(400_000));
            await().atMost(SOON).until(listener::closed);
            assertThat(listener.closeCode).isEqualTo(1009);
        }
    }

    @Test
    void without_a_token_that_holds_there_is_no_connection() {
        String expired = token(Duration.ofMinutes(-5));
        String stranger = tokens.issue(Role.VIEWER, "somebody", Duration.ofMinutes(5), Map.of("groups", "stranger"));

        assertThat(refusal(builder -> builder)).isEqualTo(401);
        assertThat(refusal(builder -> builder.header("Authorization", "Bearer " + expired)))
                .isEqualTo(401);
        assertThat(refusal(builder -> builder.header("Authorization", "Bearer rubbish")))
                .isEqualTo(401);
        assertThat(refusal(builder -> builder.header("Authorization", "Bearer " + stranger)))
                .isEqualTo(403);
        assertThat(refusal(builder -> builder.subprotocols("bearer-token-carrier", carrying("rubbish"))))
                .isEqualTo(401);
        given().get(http + "?token=" + token(Duration.ofMinutes(5))).then().statusCode(404);
    }

    private int refusal(UnaryOperator<WebSocket.Builder> with) {
        return catchThrowableOfType(
                        WebSocketHandshakeException.class,
                        () -> Listener.connect(client, url(), with).close())
                .getResponse()
                .statusCode();
    }

    private static String carrying(String token) {
        return "quarkus-http-upgrade#Authorization#"
                + URLEncoder.encode("Bearer " + token, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void a_browser_brings_its_token_as_a_subprotocol() throws Exception {
        String carrier = carrying(token(Duration.ofMinutes(5)));
        try (Listener listener =
                Listener.connect(client, url(), builder -> builder.subprotocols("bearer-token-carrier", carrier))) {
            await().atMost(SOON).until(() -> listener.ofType("hello").count() == 1);
        }
    }

    @Test
    void a_connection_ends_with_its_token() throws Exception {
        try (Listener listener = Listener.connect(client, url(), token(Duration.ofSeconds(3)))) {
            await().atMost(SOON).until(listener::closed);
            assertThat(listener.ofType("hello").count()).isEqualTo(1);
            assertThat(listener.closeCode).isEqualTo(4001);
            assertThat(listener.closeReason).contains("expired");
        }
    }

    @Test
    void one_client_too_many_is_told_so() throws Exception {
        List<Listener> all = new ArrayList<>();
        try {
            for (int i = 0; i < SocketPrices.MAX_CLIENTS; i++) {
                all.add(connect());
            }
            await().atMost(SOON).until(() -> connected() == SocketPrices.MAX_CLIENTS);
            try (Listener last = connect()) {
                await().atMost(SOON).until(last::closed);
                assertThat(last.closeCode).isEqualTo(1013);
                assertThat(last.closeReason).isEqualTo("55 clients are connected, the most there may be");
                assertThat(last.frames).isEmpty();
            }
            assertThat(all).noneMatch(Listener::closed);
        } finally {
            all.forEach(Listener::close);
        }
    }

    /**
     * Of three that do not behave, one wakes up in time to read why it was cut off, one never reads, and one reads and answers no
     * ping; the fourth notices nothing.
     */
    @Test
    void who_does_not_read_is_cut_off_alone_with_the_reason() throws Exception {
        String all = SYMBOLS.stream().map(symbol -> '"' + symbol + '"').collect(Collectors.joining(","));
        String subscribe = "{\"op\":\"subscribe\",\"symbols\":[" + all + "],\"channels\":[\"quotes\"]}";
        double slowBefore = closed("slow");
        double muteBefore = closed("no_pong");
        String token = token(Duration.ofMinutes(5));
        try (Listener good = connect();
                RawSocket late = new RawSocket(url(), token, 65_536);
                RawSocket never = new RawSocket(url(), token, 1_024);
                RawSocket mute = new RawSocket(url(), token, 65_536);
                Moving moving = new Moving(follower, 2_000).start()) {
            good.say(subscribe);
            late.say(subscribe);
            never.say(subscribe);
            await().atMost(Duration.ofSeconds(60)).until(() -> closed("slow") == slowBefore + 2);

            assertThat(late.readToTheEnd()).hasValueSatisfying(ending -> {
                assertThat(ending.code()).isEqualTo(4008);
                assertThat(ending.reason()).startsWith("not read for PT4S, ");
            });
            assertThat(mute.readToTheEnd()).hasValueSatisfying(ending -> {
                assertThat(ending.code()).isEqualTo(4009);
                assertThat(ending.reason()).isEqualTo("a ping was not answered for PT10S");
            });
            assertThat(closed("no_pong")).isEqualTo(muteBefore + 1);
            assertThat(good).returns(false, Listener::closed);
            await().atMost(SOON).until(() -> connected() == 1);
            assertThat(never.readToTheEnd()).as("it was reset").isEmpty();

            int before = good.updates().size();
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(good).returns(false, Listener::closed);
                assertThat(good.updates()).hasSizeGreaterThan(before + SYMBOLS.size());
            });
            assertThat(moving).isNotNull();
        }
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("ffe_ws_closed_total{reason=\"slow\"}"))
                .body(containsString("ffe_fanout_events_total{channel=\"quotes\",origin=\"live\","
                        + "outcome=\"unchanged\",symbol=\"" + SYMBOLS.get(0) + "\"}"));
    }

    /** Last: nothing is sent afterwards. */
    @Test
    @Order(Integer.MAX_VALUE)
    void a_shutdown_is_told_to_everybody() throws Exception {
        try (Listener one = connect();
                Listener other = connect()) {
            await().atMost(SOON).until(() -> connected() == 2);
            clients.stop(new ShutdownEvent());
            await().atMost(SOON).until(() -> one.closed() && other.closed());
            assertThat(one.closeCode).isEqualTo(1001);
            assertThat(one.closeReason).isEqualTo("market-data stops");
            assertThat(other.closeCode).isEqualTo(1001);
        }
        await().atMost(SOON).until(() -> connected() == 0);
    }
}
