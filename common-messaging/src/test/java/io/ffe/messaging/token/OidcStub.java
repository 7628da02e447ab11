package io.ffe.messaging.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;

/** An OpenID Connect issuer as far as tokens are verified: its discovery document and its public keys, which a test turns. */
final class OidcStub implements AutoCloseable {

    private final HttpServer server;
    private final List<JsonWebKey> keys = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String name;
    private volatile String keysAt;
    private volatile boolean away;
    private volatile boolean stalls;
    private final CountDownLatch closing = new CountDownLatch(1);

    OidcStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        name = "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/ffe";
        keysAt = name + "/keys";
        server.createContext(
                "/realms/ffe/.well-known/openid-configuration",
                exchange -> answer(exchange, Map.of("issuer", name, "jwks_uri", keysAt)));
        server.createContext("/realms/ffe/keys", exchange -> {
            asked.incrementAndGet();
            answer(exchange, Map.of("keys", shown()));
        });
        server.start();
    }

    URI issuer() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/realms/ffe");
    }

    /** What it says of itself. */
    void calls(String otherName) {
        name = otherName;
    }

    void keepsKeysAt(String address) {
        keysAt = address;
    }

    /** From now on it has these keys and no others. */
    synchronized void has(JsonWebKey... now) {
        keys.clear();
        keys.addAll(List.of(now));
    }

    void away(boolean isAway) {
        away = isAway;
    }

    /** From now on it sends half of each answer, and no more. */
    void stalls() {
        stalls = true;
    }

    /** How often its keys were asked for. */
    int asked() {
        return asked.get();
    }

    private synchronized List<Map<String, Object>> shown() {
        return keys.stream()
                .map(key -> key.toParams(
                        key instanceof PublicJsonWebKey
                                ? JsonWebKey.OutputControlLevel.PUBLIC_ONLY
                                : JsonWebKey.OutputControlLevel.INCLUDE_SYMMETRIC))
                .toList();
    }

    private void answer(HttpExchange exchange, Object body) throws IOException {
        byte[] text = Json.mapper().writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(away ? 503 : 200, away ? -1 : text.length);
            if (!away) {
                exchange.getResponseBody().write(text, 0, stalls ? text.length / 2 : text.length);
                if (stalls) {
                    exchange.getResponseBody().flush();
                    closing.await();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
