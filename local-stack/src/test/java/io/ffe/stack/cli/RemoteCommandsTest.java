package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ffe.stack.process.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that a file names are asked with the token of a file; what is wrong is said at once, and what only works here says so. */
class RemoteCommandsTest {

    private static final String STATE = "{\"scope\":\"*\",\"state\":\"HALTED\",\"epoch\":8}";

    @TempDir
    Path folder;

    private final List<String> asked = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private HttpServer server;
    private String url;
    private Path endpoints;
    private Path token;
    private int status = 200;

    /** All services at one address, each path with the answer of the service that has it. */
    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answering("/q/health/ready", "{\"status\":\"UP\",\"checks\":[]}");
        answering("/api/v1/trading-state", STATE);
        answering("/api/v1/flatten", "[]");
        for (String list : List.of("orders", "positions", "accounts", "executions", "gates", "controls")) {
            answering("/api/v1/" + list, "[]");
        }
        answering("/api/v1/limits", "[{\"portfolioId\":\"main\",\"limitsVersion\":\"1\"}]");
        answering("/api/v1/members", "{\"members\":[]}");
        answering("/api/v1/decisions", "{\"decisions\":[]}");
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        endpoints = file(
                "endpoints",
                "market-data=" + url + "\ndecision-service=" + url + "/\nrisk=" + url + "\nexecution=" + url + "\n");
        token = file("token", "one.two.three\n");
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    @AfterEach
    void stop() {
        System.setOut(out);
        System.setErr(err);
        server.stop(0);
    }

    @Test
    void a_halt_reaches_execution_and_risk_with_the_token_of_the_file() {
        assertThat(run("halt", "--reason", "drill")).isZero();

        assertThat(asked).containsExactly("POST /api/v1/trading-state", "POST /api/v1/trading-state");
        assertThat(tokens).containsOnly("Bearer one.two.three");
        assertThat(text())
                .contains("execution-service at " + url + ": HALTED for * at epoch 8")
                .contains("risk-service at " + url + ": HALTED for * at epoch 8");
    }

    @Test
    void a_token_is_read_anew_by_each_command() throws IOException {
        assertThat(run("halt", "--reason", "drill")).isZero();
        Files.writeString(token, "four.five.six");
        assertThat(run("resume", "--epoch", "8", "--by", "ada", "--reason", "over"))
                .isZero();

        assertThat(tokens)
                .containsExactly(
                        "Bearer one.two.three", "Bearer one.two.three", "Bearer four.five.six", "Bearer four.five.six");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reduce --reason x",
                "flatten --reason x",
                "orders",
                "positions",
                "account",
                "fills",
                "controls",
                "members",
                "decisions",
                "status",
            })
    void commands_that_ask_services_work_elsewhere(String line) {
        assertThat(run(line.split(" "))).as(this::text).isZero();
        assertThat(asked).isNotEmpty();
    }

    @Test
    void status_without_a_token_shows_health_and_how_to_see_the_rest() {
        assertThat(Commands.execute(new String[] {"status", "--at", endpoints.toString()}))
                .as(this::text)
                .isZero();
        assertThat(asked).containsOnly("GET /q/health/ready");
        assertThat(text()).contains("risk-service", "ready", "--token-file FILE or FFE_TOKEN_FILE");
    }

    @Test
    void status_shows_health_also_where_the_token_is_refused() {
        status = 401;
        assertThat(run("status")).isEqualTo(1);
        assertThat(text()).contains("ready", "not told: the token is refused (401) at " + url);
    }

    @Test
    void a_role_that_does_not_suffice_is_named_with_the_one_that_does() {
        status = 403;
        assertThat(run("halt", "--reason", "drill")).isEqualTo(1);
        assertThat(run("flatten", "--reason", "drill")).isEqualTo(1);
        assertThat(run("orders")).isEqualTo(1);
        assertThat(run("members")).isEqualTo(1);
        assertThat(run("decisions")).isEqualTo(1);
        assertThat(text())
                .contains("Nobody took it", "(403) at " + url, "the token's role is none")
                .contains("needs the role operator or admin", "needs the role viewer, operator or admin");
    }

    @Test
    void a_service_that_does_not_answer_is_named_and_keeps_the_other_from_nothing() throws IOException {
        String nowhere = "http://127.0.0.1:" + Ports.anyFree();
        endpoints = file("half", "execution=" + nowhere + "\nrisk=" + url + "\n");

        assertThat(run("halt", "--reason", "drill")).isZero();
        assertThat(text())
                .contains("execution-service at " + nowhere + ": did not take it, no answer")
                .contains("risk-service at " + url + ": HALTED");
    }

    @Test
    void when_nobody_answers_the_next_thing_to_look_at_is_said() throws IOException {
        endpoints = file("down", "execution=http://127.0.0.1:" + Ports.anyFree() + "\n");

        assertThat(run("halt", "--reason", "drill")).isEqualTo(1);
        assertThat(run("orders")).isEqualTo(1);
        assertThat(run("status")).isEqualTo(1);
        assertThat(text())
                .contains(
                        "Nobody took it", "published or forwarded", "risk-service: did not take it, nobody says where")
                .contains("does not answer", "silent: ", "is its address in " + endpoints + " the right one?");
    }

    @Test
    void all_that_is_wrong_is_said_at_once_and_nothing_is_sent() throws IOException {
        endpoints = file("wrong", "execution=http://host:80\nriks=" + url + "\nrisk=127.0.0.1:18083\n");
        token = file("empty", " \n");

        assertThat(run("halt", "--reason", "drill")).isEqualTo(2);
        assertThat(text())
                .contains(
                        "execution in " + endpoints
                                + " is 'http://host:80', expected https://HOST/PATH, or http://127.0.0.1:PORT: a token goes in clear")
                .contains("riks in " + endpoints + " is no service, expected one of ")
                .contains("risk in " + endpoints + " is '127.0.0.1:18083'")
                .contains("the token file " + token + " is empty");
        assertThat(asked).isEmpty();
    }

    @Test
    void files_that_are_not_there_and_services_that_are_not_named_are_said() throws IOException {
        Path absent = folder.resolve("absent");
        assertThat(Commands.execute(new String[] {"orders", "--at", absent + "1", "--token-file", absent + "2"}))
                .isEqualTo(2);
        assertThat(text()).contains(absent + "1 cannot be read", absent + "2 cannot be read");

        endpoints = file("risk-only", "risk=" + url);
        assertThat(Commands.execute(new String[] {"orders", "--at", endpoints.toString()}))
                .isEqualTo(2);
        assertThat(text()).contains(endpoints + " names no execution-service", "no token is named");
    }

    @Test
    void a_token_that_others_can_read_is_a_warning_and_what_is_no_token_is_not_repeated() throws IOException {
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("halt", "--reason", "drill")).isZero();
        assertThat(text()).contains("warning: the token file " + token + " is rw-r--r--", "chmod 600 " + token);

        Files.writeString(token, "Bearer secret");
        assertThat(run("halt", "--reason", "drill")).isEqualTo(2);
        assertThat(text()).contains("holds something else").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs", "topics", "dlq list", "audit", "backup", "restore x", "rollback", "runs", "down"})
    void what_only_works_here_says_what_to_use_instead(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(text()).contains("--at does not go with ./ffe " + line.split(" ")[0], "elsewhere use ");
        assertThat(asked).isEmpty();
    }

    @Test
    void the_environment_names_services_like_the_options_do() {
        Map<String, String> environment =
                Map.of(TargetOptions.ENDPOINTS, endpoints.toString(), TargetOptions.TOKEN_FILE, token.toString());
        TargetOptions where = new TargetOptions();
        where.environment = environment;
        assertThat(where.remote()).isTrue();
        assertThat(where.forHealth().token().get()).isEqualTo("one.two.three");

        assertThat(LocalOnly.refusal("logs", environment))
                .get()
                .asString()
                .contains("docker compose logs", "journalctl", "kubectl");
        assertThat(LocalOnly.refusal("halt", environment)).isEqualTo(Optional.empty());
        assertThat(LocalOnly.refusal("audit", Map.of(TargetOptions.ENDPOINTS, "x", "FFE_AUDIT_POSTGRES", "host:5432")))
                .isEmpty();
        assertThat(LocalOnly.refusal("logs", Map.of())).isEmpty();
    }

    private int run(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--at", endpoints.toString(), "--token-file", token.toString()));
        return Commands.execute(line.toArray(String[]::new));
    }

    private String text() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private Path file(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void answering(String path, String answer) {
        server.createContext(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            boolean open = path.startsWith("/q/");
            if (!open) {
                tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            }
            send(
                    exchange,
                    open ? 200 : status,
                    open || status == 200
                            ? answer
                            : status == 401
                                    ? ""
                                    : "{\"error\":\"FORBIDDEN\",\"detail\":\"the token's role is none, expected another one\"}");
        });
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
