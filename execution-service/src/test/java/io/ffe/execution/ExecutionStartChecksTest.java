package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ffe.messaging.config.StartCheckup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ffe doctor} is told of settings, keys and the venue's answers, without a start. */
class ExecutionStartChecksTest {

    @TempDir
    Path folder;

    @Test
    void all_settings_that_are_wrong_are_named_at_once() {
        assertThat(look(Map.of("FFE_EXECUTION_LEVERAGE_LIMIT", "0.5", "FFE_EXECUTION_VENUE_NAME", "kraken"), false)
                        .settings())
                .anySatisfy(problem -> assertThat(problem).contains("leverage-limit is 0.5, expected 1 or more"))
                .anySatisfy(problem -> assertThat(problem).contains("venue.name is kraken, expected one of"));
    }

    @Test
    void a_key_that_is_no_key_is_named_without_a_character_of_it() throws Exception {
        Path file = Files.writeString(folder.resolve("key.json"), "{\"name\":\"a/b\",\"privateKey\":\"hidden-words\"}");

        StartCheckup.Report report = look(coinbase(file, "http://127.0.0.1:1"), false);

        assertThat(report.settings()).isEmpty();
        assertThat(report.credentials())
                .singleElement()
                .asString()
                .contains(file + " is unusable")
                .doesNotContain("hidden");
        assertThat(report.online()).isNull();
    }

    @Test
    void a_key_that_signs_and_is_refused_three_times_is_named_with_the_status() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----";
        Path file = Files.writeString(
                folder.resolve("key.json"), "{\"name\":\"organizations/o/apiKeys/k\",\"privateKey\":\"" + pem + "\"}");
        HttpServer venue = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        venue.createContext("/", exchange -> {
            try (exchange) {
                boolean time = exchange.getRequestURI().getPath().endsWith("/time");
                byte[] body = (time ? "{\"iso\":\"" + Clock.systemUTC().instant() + "\"}" : "{}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(time ? 200 : 401, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        venue.start();
        try {
            StartCheckup.Report report =
                    look(coinbase(file, "http://127.0.0.1:" + venue.getAddress().getPort()), true);

            assertThat(report.credentials()).isEmpty();
            assertThat(report.online()).singleElement().asString().contains("Coinbase refuses the key: 401, 3 times");
        } finally {
            venue.stop(0);
        }
        assertThat(look(coinbase(file, "http://127.0.0.1:1"), true).silent()).isNotBlank();
    }

    @Test
    void oandas_token_is_looked_for_where_it_should_be() throws Exception {
        Map<String, String> oanda = new HashMap<>(Map.of(
                "FFE_RUN_ORIGIN", "live",
                "FFE_EXECUTION_VENUE_NAME", "oanda",
                "FFE_EXECUTION_VENUE_REAL", "true",
                "FFE_EXECUTION_VENUE_URL", "https://api-fxpractice.oanda.com",
                "FFE_EXECUTION_VENUE_OANDA_ACCOUNT", "101-004-1234567-001",
                "FFE_EXECUTION_VENUE_TOKEN_FILE", folder.resolve("absent").toString()));
        assertThat(look(oanda, false).credentials()).singleElement().asString().contains("cannot be read");

        Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef-0123456789abcdef");
        oanda.put("FFE_EXECUTION_VENUE_TOKEN_FILE", token.toString());
        assertThat(look(oanda, false).credentials()).isEmpty();
    }

    private static Map<String, String> coinbase(Path key, String url) {
        return Map.of(
                "FFE_RUN_ORIGIN", "live",
                "FFE_EXECUTION_VENUE_NAME", "coinbase",
                "FFE_EXECUTION_VENUE_REAL", "true",
                "FFE_EXECUTION_VENUE_URL", url,
                "FFE_EXECUTION_VENUE_TOKEN_FILE", key.toString());
    }

    private static StartCheckup.Report look(Map<String, String> environment, boolean online) {
        Map<String, String> whole = new HashMap<>(Map.of(
                "FFE_RUN_ID", "run",
                "FFE_RUN_ORIGIN", "synthetic",
                "FFE_EXECUTION_TRADING_STATE_FILE", "/nowhere/state.json",
                "FFE_EXECUTION_VENUE_TOKEN_FILE", "/nowhere/token",
                "FFE_EXECUTION_VENUE_URL", "http://127.0.0.1:1"));
        whole.putAll(environment);
        return StartCheckup.look(new ExecutionStartChecks(), whole, Map.of(), online, Clock.systemUTC());
    }
}
