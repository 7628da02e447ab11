package io.ffe.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Answers as Ollama does, always with the same vote, until it is told to be slow or broken. Not a model. */
final class StubOllama implements AutoCloseable {

    enum Mood {
        ANSWERS,
        FAILS,
        /** Each answer takes {@link #SLOW_SECONDS}. */
        IS_SLOW
    }

    static final int SLOW_SECONDS = 11;

    private static final List<String> MODELS = List.of("llama3.2:3b-instruct-q4_0", "llama3.2:1b-instruct-q4_0");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Mood mood = Mood.ANSWERS;

    StubOllama() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/version", exchange -> send(exchange, 200, Map.of("version", "0.18.2")));
        server.createContext(
                "/api/tags",
                exchange -> send(
                        exchange,
                        200,
                        Map.of(
                                "models",
                                MODELS.stream()
                                        .map(name -> Map.of("name", name, "model", name, "digest", "d".repeat(64)))
                                        .toList())));
        server.createContext("/api/chat", this::chat);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void be(Mood next) {
        mood = next;
    }

    private void chat(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        switch (mood) {
            case ANSWERS -> send(exchange, 200, answer());
            case FAILS -> send(exchange, 500, Map.of("error", "llama runner process has terminated"));
            case IS_SLOW -> {
                try {
                    boolean over = closing.await(SLOW_SECONDS, TimeUnit.SECONDS);
                    send(exchange, over ? 500 : 200, answer());
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static Map<String, Object> answer() throws JsonProcessingException {
        String vote = Json.mapper()
                .writeValueAsString(Map.of("action", "BUY", "confidence", 80, "reasonCodes", List.of("OWN_TREND_UP")));
        return Map.of(
                "model",
                MODELS.getFirst(),
                "created_at",
                "2026-11-20T17:00:00.000000Z",
                "message",
                Map.of("role", "assistant", "content", vote),
                "done_reason",
                "stop",
                "done",
                true,
                "total_duration",
                1_254_970_291L,
                "load_duration",
                4_751_416L,
                "prompt_eval_count",
                734,
                "eval_count",
                41);
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        try (exchange) {
            byte[] bytes = Json.mapper().writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
