package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlRequest;
import io.ffe.schema.serde.Json;
import io.ffe.stack.process.Ports;
import io.ffe.stack.read.ControlClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A halt is told to both services whatever one of them answers, and nothing is sent that lacks a reason or a name. */
class TradingOrdersTest {

    private static final ControlRequest HALT = new ControlRequest(Action.HALT, null, "drill", null, null, null, true);
    private static final ControlRequest RESUME = new ControlRequest(Action.RESUME, null, "over", "ada", 8L, null, null);

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<JsonNode> heard = new ArrayList<>();
    private final ControlClient client = new ControlClient("token");

    @AfterEach
    void close() {
        client.close();
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void both_are_told_and_risk_takes_at_least_the_epoch_of_execution() throws Exception {
        String execution = answering(200, "{\"scope\":\"*\",\"state\":\"HALTED\",\"epoch\":8}");
        String risk = answering(200, "{\"scope\":\"*\",\"state\":\"HALTED\",\"epoch\":8}");

        assertThat(new TradingOrders().tell(client, List.of(execution), List.of(risk), HALT))
                .isZero();
        assertThat(heard).hasSize(2);
        assertThat(heard.getFirst().path("flatten").asBoolean()).isTrue();
        assertThat(heard.getFirst().has("atLeastEpoch")).isFalse();
        assertThat(heard.getLast().path("atLeastEpoch").asLong()).isEqualTo(8);
    }

    @Test
    void one_that_is_down_or_refuses_does_not_keep_the_other_from_being_told() throws Exception {
        String risk = answering(200, "{\"scope\":\"*\",\"state\":\"HALTED\",\"epoch\":3}");
        String refusing = answering(409, "{\"error\":\"CONFLICT\",\"detail\":\"epoch is 8, expected 9\"}");
        String lifting = answering(200, "{\"scope\":\"*\",\"state\":\"ACTIVE\",\"epoch\":9}");

        assertThat(new TradingOrders().tell(client, List.of(nowhere()), List.of(risk), HALT))
                .isZero();
        assertThat(new TradingOrders().tell(client, List.of(refusing), List.of(lifting), RESUME))
                .isZero();
        assertThat(heard.getLast().path("epoch").asLong()).isEqualTo(8);
        assertThat(heard.getLast().has("atLeastEpoch")).isFalse();
    }

    @Test
    void of_several_instances_the_first_one_that_answers_is_told() throws Exception {
        String second = answering(200, "{\"scope\":\"*\",\"state\":\"HALTED\",\"epoch\":3}");
        String third = answering(200, "{\"scope\":\"*\",\"state\":\"HALTED\",\"epoch\":4}");

        assertThat(new TradingOrders().tell(client, List.of(nowhere(), second, third), List.of(), HALT))
                .isZero();
        assertThat(heard).hasSize(1);
    }

    @Test
    void when_neither_takes_it_the_exit_status_says_so() throws Exception {
        String broken = answering(503, "not even JSON");
        String refusing = answering(409, "{\"detail\":\"there is nothing to resume\"}");

        assertThat(new TradingOrders().tell(client, List.of(broken), List.of(), HALT))
                .isEqualTo(1);
        assertThat(new TradingOrders().tell(client, List.of(refusing), List.of(nowhere()), RESUME))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "halt",
                "halt --reason ",
                "reduce",
                "resume --by ada --reason over",
                "resume --epoch 8 --reason over",
                "resume --epoch 8 --by ada",
                "resume --epoch eight --by ada --reason over",
                "halt --reason x --flaten",
            })
    void what_lacks_a_reason_a_name_or_an_epoch_is_misuse_and_nothing_is_sent(String line) {
        assertThat(Commands.execute(line.split(" ", -1))).isEqualTo(2);
    }

    private String nowhere() {
        return "http://127.0.0.1:" + Ports.anyFree();
    }

    private String answering(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext(ControlClient.PATH, exchange -> {
            heard.add(Json.mapper().readTree(exchange.getRequestBody().readAllBytes()));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
        servers.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
