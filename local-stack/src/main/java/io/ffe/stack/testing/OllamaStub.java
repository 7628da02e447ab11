package io.ffe.stack.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.id.Ids;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stub, not a model: an HTTP server that answers in Ollama's words, in the way it is told to, and counts what it was
 * asked. {@code POST /api/chat} may behave differently for each model; {@code GET /api/tags} and {@code GET /api/version}
 * say what a healthy server says, with digests of the models' names.
 */
public final class OllamaStub implements AutoCloseable {

    /** How it answers. */
    public sealed interface Behaviour {

        /** 200 with this text as the model's message. */
        record Says(String text, String doneReason) implements Behaviour {}

        /** This status with this body, whatever it is. */
        record Answers(int status, String contentType, String body) implements Behaviour {}

        /** The same after a while. */
        record SaysLate(String text, long afterMillis) implements Behaviour {}

        /** Accepts the request and never answers. */
        record Hangs() implements Behaviour {}

        /** 200 and then one byte in each period. */
        record Trickles(long periodMillis) implements Behaviour {}

        /** 200, half of a body, and then the connection ends. */
        record BreaksOff() implements Behaviour {}
    }

    public static final String VERSION = "0.18.2";
    public static final String PRIMARY = "llama3.2:3b-instruct-q4_0";
    public static final String FALLBACK = "llama3.2:1b-instruct-q4_0";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Behaviour> ofModels = new ConcurrentHashMap<>();
    private final Map<String, Behaviour> toPhrases = new ConcurrentHashMap<>();
    private final AtomicInteger askedAboutItself = new AtomicInteger();
    private volatile boolean stallsAboutItself;
    private volatile Set<String> models = Set.of(PRIMARY, FALLBACK);
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
        server.createContext("/api/tags", this::tags);
        server.createContext("/api/version", exchange -> {
            try (exchange) {
                send(exchange, 200, "application/json; charset=utf-8", write(Map.of("version", VERSION)));
            }
        });
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

    /** From now on, for every model. */
    public void behave(Behaviour next) {
        ofModels.clear();
        toPhrases.clear();
        behaviour = next;
    }

    /** From now on, for one model. */
    public void behave(String model, Behaviour next) {
        ofModels.put(model, next);
    }

    /** From now on, to requests with this phrase in them, whatever the model; no two phrases may be in one request. */
    public void behaveTo(String phrase, Behaviour next) {
        toPhrases.put(phrase, next);
    }

    /** From now on it has these models; asking for another one is answered as it is told to. */
    public void has(Set<String> names) {
        models = Set.copyOf(names);
    }

    public static String digestOf(String model) {
        return Ids.sha256Hex(model.getBytes(StandardCharsets.UTF_8));
    }

    /** How often it was asked which models it has. */
    public int askedAboutItself() {
        return askedAboutItself.get();
    }

    /** From now on the list of its models ends after the headers, or does not. */
    public void stallsAboutItself(boolean stalls) {
        stallsAboutItself = stalls;
    }

    /** Bodies of the POSTs so far. */
    public List<String> requests() {
        return requests;
    }

    /** Requests that are being answered now. */
    public int running() {
        return running.get();
    }

    private void tags(HttpExchange exchange) throws IOException {
        askedAboutItself.incrementAndGet();
        try (exchange) {
            if (stallsAboutItself) {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().flush();
                closing.await();
                return;
            }
            List<Map<String, Object>> listed = models.stream()
                    .map(model -> Map.<String, Object>of("name", model, "model", model, "digest", digestOf(model)))
                    .toList();
            send(exchange, 200, "application/json; charset=utf-8", write(Map.of("models", listed)));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void chat(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(request);
        String model = JSON.readTree(request).path("model").asText();
        running.incrementAndGet();
        try (exchange) {
            switch (behaviourOn(request, model)) {
                case Behaviour.Says(String text, String doneReason) ->
                    send(exchange, 200, "application/json; charset=utf-8", frame(model, text, doneReason));
                case Behaviour.Answers(int status, String type, String body) -> send(exchange, status, type, body);
                case Behaviour.SaysLate(String text, long after) -> {
                    if (!closing.await(after, TimeUnit.MILLISECONDS)) {
                        send(exchange, 200, "application/json; charset=utf-8", frame(model, text, "stop"));
                    }
                }
                case Behaviour.Hangs() -> closing.await();
                case Behaviour.Trickles(long period) -> trickle(exchange, period);
                case Behaviour.BreaksOff() -> {
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write("{\"model\":".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            running.decrementAndGet();
        }
    }

    private Behaviour behaviourOn(String request, String model) {
        return toPhrases.entrySet().stream()
                .filter(each -> request.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> ofModels.getOrDefault(model, behaviour));
    }

    private void trickle(HttpExchange exchange, long periodMillis) throws IOException, InterruptedException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        do {
            body.write(' ');
            body.flush();
        } while (!closing.await(periodMillis, TimeUnit.MILLISECONDS));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Ollama's frame around a message, with durations in nanoseconds. */
    private static String frame(String model, String text, String doneReason) {
        return write(Map.of(
                "model",
                model,
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
