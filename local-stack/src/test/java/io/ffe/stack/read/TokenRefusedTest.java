package io.ffe.stack.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlRequest;
import io.ffe.schema.control.FlattenRequest;
import io.ffe.stack.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that have an issuer refuse the commands' own tokens with an empty 401, or miss a role (403); whoever typed the command is told why. */
class TokenRefusedTest {

    private HttpServer server;
    private String url;

    private volatile int status = 401;
    private volatile String body = "";

    @BeforeEach
    void refuseEverybody() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] said = body.getBytes(StandardCharsets.UTF_8);
            if (status == 401) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer");
            }
            exchange.sendResponseHeaders(status, said.length == 0 ? -1 : said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void what_is_asked_says_that_the_token_is_refused_and_by_whom() {
        try (ServiceClient any = new ServiceClient(() -> "token");
                DecisionClient decision = new DecisionClient(url, () -> "token");
                RunningBooks books = new RunningBooks(url, "token")) {
            saysWhy(() -> any.json(url + "/api/v1/limits"));
            saysWhy(() -> decision.page(Map.of(), 1, null));
            saysWhy(books::accounts);
        }
    }

    @Test
    void a_command_that_was_refused_was_not_carried_out_and_says_why() throws InterruptedException {
        saysWhy(toldToControl());
        saysWhy(toldToFlatten());
    }

    @Test
    void how_far_a_replay_is_stays_unknown_and_ends_no_run() throws InterruptedException {
        try (ServiceClient client = new ServiceClient(() -> "token")) {
            assertThat(client.replay(url)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":\"FORBIDDEN\",\"detail\":\"the token lacks the role\"}",
                "",
                "<html>a proxy's own page</html>",
                "\"a word\""
            })
    void a_token_without_the_role_says_which_role_it_needs(String answer) throws InterruptedException {
        status = 403;
        body = answer;
        try (ServiceClient any = new ServiceClient(() -> "token");
                DecisionClient decision = new DecisionClient(url, () -> "token");
                RunningBooks books = new RunningBooks(url, "token")) {
            assertThatThrownBy(() -> any.json(url + "/api/v1/limits")).hasMessageContaining("role viewer");
            assertThatThrownBy(() -> decision.page(Map.of(), 1, null)).hasMessageContaining("role viewer");
            assertThatThrownBy(() -> decision.answer("decision-1", "approve", null))
                    .hasMessageContaining("role operator");
            assertThatThrownBy(books::accounts).hasMessageContaining("role viewer");
        }
        assertThat(toldToControl()).contains("role operator");
        assertThat(toldToFlatten()).contains("role operator");
    }

    @Test
    void a_refusal_that_is_the_services_own_is_told_in_its_words() throws InterruptedException {
        status = 403;
        body = "{\"error\":\"NOT_YOURS\",\"detail\":\"somebody else gave it\"}";
        try (DecisionClient decision = new DecisionClient(url, () -> "token");
                RunningBooks books = new RunningBooks(url, "token")) {
            assertThatThrownBy(() -> decision.page(Map.of(), 1, null))
                    .hasMessageContaining("somebody else gave it")
                    .hasMessageNotContaining("role");
            assertThatThrownBy(books::accounts)
                    .hasMessageContaining("somebody else gave it")
                    .hasMessageNotContaining("role");
        }
        assertThat(toldToControl()).isEqualTo("somebody else gave it");
        assertThat(toldToFlatten()).isEqualTo("somebody else gave it");
    }

    private String toldToControl() throws InterruptedException {
        try (ControlClient control = new ControlClient("token")) {
            return ((ControlClient.Answer.Refused)
                            control.ask(url, new ControlRequest(Action.HALT, null, "drill", null, null, null, null)))
                    .detail();
        }
    }

    private String toldToFlatten() throws InterruptedException {
        try (FlattenClient flatten = new FlattenClient("token")) {
            return ((FlattenClient.Answer.Refused)
                            flatten.ask(url, new FlattenRequest("command-1", null, "BTCUSDT", null, "drill", null)))
                    .detail();
        }
    }

    private void saysWhy(ThrowingCallable asked) {
        assertThatThrownBy(asked).isInstanceOfSatisfying(Problem.class, why -> saysWhy(why.getMessage()));
    }

    private void saysWhy(String said) {
        assertThat(said).contains("refused (401) at " + url, "FFE_OIDC_ISSUER", "docs/security.md");
    }
}
