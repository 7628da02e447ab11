package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.control.FlattenRequest;
import io.ffe.schema.control.WithdrawRequest;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.process.Ports;
import io.ffe.stack.read.BooksReader;
import io.ffe.stack.read.FlattenClient;
import io.ffe.stack.read.RunningBooks;
import io.ffe.stack.view.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of the books, and what a flattening says that was or was not answered. */
class BooksCommandsTest {

    private static final BooksReader.Filter FILTER =
            new BooksReader.Filter("main", "BTCUSDT", "DENIED", Instant.parse("2024-08-05T00:00:00Z"), 7);

    private final List<String> asked = new ArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void a_statement_is_read_page_by_page_with_one_heading() throws Exception {
        List<String> lines = new ArrayList<>();
        try (RunningBooks books = new RunningBooks(pages(), "token")) {
            books.statement("main", lines::add);
        }

        assertThat(lines).containsExactly("heading", "1,a", "2,b", "3,c");
        assertThat(asked)
                .containsExactly(
                        "/api/v1/portfolios/main/statement?limit=5000&after=0",
                        "/api/v1/portfolios/main/statement?limit=5000&after=2");
    }

    @Test
    void a_filter_goes_to_execution_and_its_refusal_comes_back_in_its_own_words() throws Exception {
        try (RunningBooks books = new RunningBooks(answering(200, "[]"), "token")) {
            assertThat(books.orders(FILTER)).isEmpty();
        }
        assertThat(asked.getFirst())
                .isEqualTo("/api/v1/orders?limit=7&portfolio=main&symbol=BTCUSDT&since=2024-08-05T00%3A00%3A00Z"
                        + "&state=DENIED");
        try (RunningBooks books = new RunningBooks(answering(400, "{\"detail\":\"limit is 0\"}"), "token")) {
            assertThatThrownBy(() -> books.fills(FILTER))
                    .isInstanceOf(Problem.class)
                    .hasMessage("limit is 0");
        }
        try (RunningBooks books = new RunningBooks("http://127.0.0.1:" + Ports.anyFree(), "token")) {
            assertThatThrownBy(books::positions).hasMessageContaining("does not answer");
        }
    }

    @Test
    void what_cannot_be_converted_is_shown_as_that() {
        BigDecimal one = BigDecimal.ONE;
        List<String> lines = BooksView.positions(
                List.of(new BooksReader.Held("main", "USDJPY", one, one, one, "JPY", null, null, null)),
                Terminal.system());

        assertThat(lines.getLast()).contains("USDJPY", "no rate of JPY");
        assertThat(BooksView.positions(List.of(), Terminal.system())).containsExactly("No open position.");
    }

    @Test
    void an_order_shows_how_it_was_put_and_whether_its_stop_follows() throws Exception {
        String usual = """
                {"clientOrderId": "usual", "portfolioId": "main", "symbol": "BTCUSDT", "side": "BUY", "purpose": "ENTRY",
                 "state": "FILLED", "quantity": "1", "filledQuantity": "1", "decidedAt": "2024-08-05T00:00:00Z"}""";
        String limit = usual.replace("usual", "limit")
                .replace(
                        "\"state\"",
                        "\"orderType\": \"LIMIT\", \"timeInForce\": \"GTD\", \"limitPrice\": \"59950\","
                                + " \"trailingDistance\": \"500\", \"state\"");
        List<String> lines;
        try (RunningBooks books = new RunningBooks(answering(200, "[" + usual + "," + limit + "]"), "token")) {
            lines = BooksView.orders(books.orders(FILTER), Terminal.system());
        }

        assertThat(lines)
                .filteredOn(line -> line.contains("usual"))
                .singleElement()
                .asString()
                .doesNotContain("LIMIT");
        assertThat(lines)
                .filteredOn(line -> line.contains("LIMIT GTD"))
                .singleElement()
                .asString()
                .contains("59950", "stop follows at 500");
    }

    @Test
    void an_account_shows_its_margin_and_what_is_wrong_with_it() {
        BigDecimal hundred = new BigDecimal("100");
        BooksReader.Account account = new BooksReader.Account(
                "main",
                "USD",
                Instant.EPOCH,
                hundred,
                hundred,
                BigDecimal.ZERO,
                new BigDecimal("40"),
                new BigDecimal("60"),
                new BigDecimal("1.2"),
                new BigDecimal("3"),
                new BigDecimal("120"),
                hundred,
                hundred,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                0.25,
                "USDJPY: no rate",
                null);

        assertThat(String.join("\n", BooksView.accounts(List.of(account), Terminal.system())))
                .contains("free margin", "60.00", "exposure 120.00 at a leverage limit of 3", "drawdown 25.00 %")
                .contains("not all of it can be valued, equity is of before: USDJPY: no rate")
                .doesNotContain("entries are closed");
    }

    @Test
    void a_flattening_says_whether_it_was_taken() throws Exception {
        FlattenRequest request = new FlattenRequest("command-1", null, "BTCUSDT", new BigDecimal("0.5"), "drill", null);
        try (FlattenClient client = new FlattenClient("token")) {
            FlattenCommand command = new FlattenCommand();
            String taken = answering(
                    200,
                    "[{\"portfolioId\":\"main\",\"exits\":[{\"symbol\":\"BTCUSDT\",\"clientOrderId\":\"x\","
                            + "\"side\":\"SELL\",\"quantity\":\"1\"}],\"left\":[]}]");

            assertThat(command.tell(client, taken, request)).isZero();
            JsonNode sent = Json.mapper().readTree(asked.getLast());
            assertThat(sent.path("fraction").asText()).isEqualTo("0.5");
            assertThat(sent.path("commandId").asText()).isEqualTo("command-1");
            assertThat(command.tell(client, answering(409, "{\"detail\":\"another command's\"}"), request))
                    .isEqualTo(1);
            assertThat(command.tell(client, "http://127.0.0.1:" + Ports.anyFree(), request))
                    .isEqualTo(1);
        }
    }

    @Test
    void taking_a_command_back_says_what_was_and_what_was_not() throws Exception {
        WithdrawRequest request = new WithdrawRequest("news", "desk");
        try (FlattenClient client = new FlattenClient("token")) {
            FlattenCommand command = new FlattenCommand();
            String taken = answering(
                    200,
                    "[{\"portfolioId\":\"main\",\"withdrawn\":[{\"symbol\":\"BTCUSDT\",\"side\":\"SELL\",\"quantity\":\"1\"}],"
                            + "\"left\":[{\"symbol\":\"ETHUSDT\",\"why\":\"exit x is FILLED\"}]}]");

            assertThat(command.tell(client, taken, "command-1", request)).isZero();
            JsonNode sent = Json.mapper().readTree(asked.getLast());
            assertThat(sent.path("reason").asText()).isEqualTo("news");
            assertThat(sent.path("by").asText()).isEqualTo("desk");
            assertThat(command.tell(client, answering(403, "{\"detail\":\"given by another\"}"), "command-1", request))
                    .isEqualTo(1);
            assertThat(command.tell(client, "http://127.0.0.1:" + Ports.anyFree(), "command-1", request))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders --state LOST",
                "orders --since yesterday",
                "fills --limit 0",
                "statement",
                "flatten",
                "flatten --reason x --fraction 2",
                "flatten --reason x --take-back 1",
                "flatten BTCUSDT --reason x --take-back command-1",
                "flatten --reason x --fraction half",
                "flatten btcusdt --reason x",
                "flatten --reason x --command a",
            })
    void what_cannot_be_meant_is_misuse_and_nothing_is_asked(String line) {
        assertThat(Commands.execute(line.split(" ", -1))).isEqualTo(2);
    }

    private String pages() throws IOException {
        HttpServer server = server();
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            boolean first = exchange.getRequestURI().getQuery().endsWith("after=0");
            if (first) {
                exchange.getResponseHeaders().add("FFE-Next-After", "2");
            }
            byte[] body = (first ? "heading\r\n1,a\r\n2,b\r\n" : "heading\r\n3,c\r\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        return url(server);
    }

    private String answering(int status, String body) throws IOException {
        HttpServer server = server();
        server.createContext("/", exchange -> {
            byte[] request = exchange.getRequestBody().readAllBytes();
            asked.add(
                    request.length == 0
                            ? exchange.getRequestURI().toString()
                            : new String(request, StandardCharsets.UTF_8));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        return url(server);
    }

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        servers.add(server);
        return server;
    }

    private static String url(HttpServer server) {
        server.start();
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
