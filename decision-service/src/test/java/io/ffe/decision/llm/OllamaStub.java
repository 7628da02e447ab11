package io.ffe.decision.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stub, not a model: an HTTP server that answers {@code POST /api/chat} in Ollama's words, in the way it is told to,
 * and counts what it was asked.
 */
public final class OllamaStub implements AutoCloseable {

    /** How it answers. */
    public sealed interface Behaviour {

        /** 200 with this text as the model's message. */
        record Says(String text, String doneReason) implements Behaviour {}

        /** This status with this body, whatever it is. */
        record Answers(int status, String contentType, String body) implements Behaviour {}

        /** Accepts the request and never answers. */
        record Hangs() implements Behaviour {}

        /** 200 and then one byte in each period. */
        record Trickles(long periodMillis) implements Behaviour {}
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Behaviour behaviour;

    public OllamaStub(Behaviour behaviour) {
        this.behaviour = behaviour;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new IllegalStateException("the stub could not listen", failed);
        }
        server.setExecutor(threads);
        server.createContext("/api/chat", this::chat);
        server.start();
    }

    /** A well-formed answer with these reasons. */
    public static Behaviour says(String action, int confidence, String... reasonCodes) {
        return new Behaviour.Says(
                write(Map.of("action", action, "confidence", confidence, "reasonCodes", List.of(reasonCodes))), "stop");
    }

    public static Behaviour saysText(String text) {
        return new Behaviour.Says(text, "stop");
    }

    public static Behaviour fails(int status, String error) {
        return new Behaviour.Answers(status, "application/json", write(Map.of("error", error)));
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void behave(Behaviour next) {
        behaviour = next;
    }

    /** Bodies of the POSTs so far. */
    public List<String> requests() {
        return requests;
    }

    /** Requests that are being answered now. */
    public int running() {
        return running.get();
    }

    private void chat(HttpExchange exchange) throws IOException {
        requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        running.incrementAndGet();
        try (exchange) {
            switch (behaviour) {
                case Behaviour.Says(String text, String doneReason) ->
                    send(exchange, 200, "application/json", frame(text, doneReason));
                case Behaviour.Answers(int status, String type, String body) -> send(exchange, status, type, body);
                case Behaviour.Hangs() -> closing.await();
                case Behaviour.Trickles(long period) -> trickle(exchange, period);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            running.decrementAndGet();
        }
    }

    private void trickle(HttpExchange exchange, long periodMillis) throws IOException, InterruptedException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        while (!closing.await(periodMillis, TimeUnit.MILLISECONDS)) {
            body.write(' ');
            body.flush();
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Ollama's frame around a message, with durations in nanoseconds. */
    private static String frame(String text, String doneReason) {
        return write(Map.of(
                "model",
                "llama3.2:3b-instruct-q4_0",
                "created_at",
                "2026-11-20T17:00:00.000000Z",
                "message",
                Map.of("role", "assistant", "content", text),
                "done_reason",
                doneReason,
                "done",
                true,
                "total_duration",
                1_254_970_291L,
                "load_duration",
                4_751_416L,
                "prompt_eval_count",
                734,
                "prompt_eval_duration",
                702_000_000L,
                "eval_count",
                41));
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
