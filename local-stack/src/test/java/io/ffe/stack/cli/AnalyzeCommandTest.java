package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.ffe.stack.Problem;
import io.ffe.stack.read.ServiceClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnalyzeCommandTest {

    private final List<HttpServer> instances = new ArrayList<>();
    private final ServiceClient client = new ServiceClient(() -> "token");

    @AfterEach
    void stop() {
        client.close();
        instances.forEach(instance -> instance.stop(0));
    }

    /** An instance of market-data. @param symbols its answer, as JSON */
    private String instance(String symbols) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = symbols.getBytes(StandardCharsets.UTF_8);
        server.createContext("/api/v1/symbols", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        instances.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Test
    void the_instance_that_has_the_symbol_is_asked() throws Exception {
        String first = instance("[{\"symbol\":\"BTCUSD\"}]");
        String second = instance("[{\"symbol\":\"ETHUSD\"}]");

        assertThat(AnalyzeCommand.urlOfItsInstance(client, List.of(first, second), "ETHUSD"))
                .isEqualTo(second);
    }

    @Test
    void a_symbol_that_nobody_has_is_refused_with_those_of_all_instances() throws Exception {
        String first = instance("[{\"symbol\":\"BTCUSD\"}]");
        String second = instance("[{\"symbol\":\"ETHUSD\"}]");

        assertThatThrownBy(() -> AnalyzeCommand.urlOfItsInstance(client, List.of(first, second), "btcusd"))
                .isInstanceOf(Problem.class)
                .hasMessage("symbol is 'btcusd', expected one of this run: BTCUSD, ETHUSD");
    }

    @Test
    void one_that_has_no_symbols_yet_is_named_beside_those_of_the_others() throws Exception {
        String first = instance("[{\"symbol\":\"BTCUSD\"}]");
        String second = instance("[]");

        assertThatThrownBy(() -> AnalyzeCommand.urlOfItsInstance(client, List.of(first, second), "XRPUSD"))
                .isInstanceOf(Problem.class)
                .hasMessage("symbol is 'XRPUSD', expected one of this run: BTCUSD; market-data at " + second
                        + " names none");
        assertThatThrownBy(() -> AnalyzeCommand.urlOfItsInstance(client, List.of(second), "XRPUSD"))
                .isInstanceOf(Problem.class)
                .hasMessage("market-data at " + second + " does not say which symbols it has: ./ffe status says why");
    }
}
