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
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services that have an issuer refuse the commands' own tokens with an empty 401; whoever typed the command is told why. */
class TokenRefusedTest {

    private HttpServer server;
    private String url;

    @BeforeEach
    void refuseEverybody() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer");
            exchange.sendResponseHeaders(401, -1);
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
        try (ControlClient control = new ControlClient("token");
                FlattenClient flatten = new FlattenClient("token")) {
            assertThat(control.ask(url, new ControlRequest(Action.HALT, null, "drill", null, null, null, null)))
                    .isInstanceOfSatisfying(ControlClient.Answer.Refused.class, answer -> saysWhy(answer.detail()));
            assertThat(flatten.ask(url, new FlattenRequest("command-1", null, "BTCUSDT", null, "drill", null)))
                    .isInstanceOfSatisfying(FlattenClient.Answer.Refused.class, answer -> saysWhy(answer.detail()));
        }
    }

    @Test
    void how_far_a_replay_is_stays_unknown_and_ends_no_run() throws InterruptedException {
        try (ServiceClient client = new ServiceClient(() -> "token")) {
            assertThat(client.replay(url)).isEmpty();
        }
    }

    private void saysWhy(ThrowingCallable asked) {
        assertThatThrownBy(asked).isInstanceOfSatisfying(Problem.class, why -> saysWhy(why.getMessage()));
    }

    private void saysWhy(String said) {
        assertThat(said).contains("refused (401) at " + url, "FFE_OIDC_ISSUER", "docs/security.md");
    }
}
