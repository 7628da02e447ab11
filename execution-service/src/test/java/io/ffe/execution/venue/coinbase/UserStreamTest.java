package io.ffe.execution.venue.coinbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The user channel against a WebSocket server that speaks its words. */
class UserStreamTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private UserStream stream;

    @BeforeEach
    void open() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .webSocketHandler(socket -> {
                    sockets.add(socket);
                    socket.textMessageHandler(heard::add);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        KeySource keys = new KeySource(Optional.empty(), TestKey.p256().environment());
        stream = new UserStream(URI.create("ws://127.0.0.1:" + server.actualPort()), keys, Clock.systemUTC());
        stream.start();
        await().until(() -> heard.size() == 2 && stream.speaking());
        assertThat(stream.await(Duration.ofSeconds(5)))
                .as("a new connection rings")
                .isTrue();
    }

    @AfterEach
    void close() throws Exception {
        stream.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static String user(long sequence, String cumulative) {
        return "{\"channel\":\"user\",\"timestamp\":\"2026-04-07T14:30:06.000000Z\",\"sequence_num\":" + sequence
                + ",\"events\":[{\"type\":\"update\",\"orders\":[{\"order_id\":\"o-1\",\"cumulative_quantity\":\""
                + cumulative + "\",\"status\":\"OPEN\"}]}]}";
    }

    @Test
    void each_subscription_has_a_token_of_its_own() throws Exception {
        JsonNode heartbeats = Json.mapper().readTree(heard.get(0));
        JsonNode user = Json.mapper().readTree(heard.get(1));

        assertThat(heartbeats.path("channel").asText()).isEqualTo("heartbeats");
        assertThat(user.path("channel").asText()).isEqualTo("user");
        assertThat(user.path("jwt").asText())
                .isNotEmpty()
                .isNotEqualTo(heartbeats.path("jwt").asText());
    }

    @Test
    void what_has_traded_is_a_least_amount_whatever_the_order_of_messages() {
        sockets.getFirst().writeTextMessage(user(0, "0.3"));
        sockets.getFirst().writeTextMessage(user(1, "0.2"));
        sockets.getFirst().writeTextMessage(user(2, "0.3"));

        assertThat(stream.await(Duration.ofSeconds(5))).isTrue();
        await().untilAsserted(() -> assertThat(stream.filledAtLeast("o-1")).isEqualByComparingTo("0.3"));
        assertThat(stream.filledAtLeast("o-2")).isZero();
    }

    @Test
    void of_a_long_life_it_remembers_the_orders_that_were_told_of_last() {
        for (int order = 0; order < UserStream.REMEMBERED + 2; order++) {
            // The first is told of again and again.
            stream.heard(user(0, "0.1").replace("o-1", "first"), -1);
            stream.heard(user(0, "0.1").replace("o-1", "order-" + order), -1);
        }

        assertThat(stream.filledAtLeast("first")).isEqualByComparingTo("0.1");
        assertThat(stream.filledAtLeast("order-" + (UserStream.REMEMBERED + 1))).isEqualByComparingTo("0.1");
        assertThat(stream.filledAtLeast("order-0")).as("long ago").isZero();
    }

    @Test
    void a_lost_message_ends_the_connection_and_the_next_one_rings() {
        sockets.getFirst().writeTextMessage(user(1, "0.1"));

        await().atMost(Duration.ofSeconds(10)).until(() -> sockets.size() == 2 && stream.speaking());
        assertThat(stream.await(Duration.ofSeconds(5))).isTrue();
        assertThat(stream.filledAtLeast("o-1"))
                .as("what came out of turn is not believed")
                .isZero();
    }
}
