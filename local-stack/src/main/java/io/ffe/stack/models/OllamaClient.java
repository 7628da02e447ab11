package io.ffe.stack.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.models.ModelReport.Listed;
import io.ffe.stack.models.ModelReport.Server;
import io.ffe.stack.models.ModelReport.Trial;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks an Ollama server over its own API. What does not answer is told in words, not thrown. */
public final class OllamaClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Loading gigabytes from a disk may take this long; a decision would not wait for it. */
    private static final Duration TRIAL_PATIENCE = Duration.ofMinutes(3);

    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** What the server says about itself. */
    public Server server(URI url) throws InterruptedException {
        try {
            JsonNode version = json(send(HttpRequest.newBuilder(under(url, "/api/version")), PATIENCE));
            JsonNode tags = json(send(HttpRequest.newBuilder(under(url, "/api/tags")), PATIENCE));
            if (!version.path("version").isTextual() || !tags.path("models").isArray()) {
                return new Server(url, null, List.of(), "something answers, but not as an Ollama server does");
            }
            List<Listed> models = new ArrayList<>();
            for (JsonNode model : tags.path("models")) {
                JsonNode quantization = model.path("details").path("quantization_level");
                models.add(new Listed(
                        model.path("name").asText(),
                        model.path("digest").asText(),
                        model.path("size").asLong(),
                        quantization.isTextual() ? quantization.asText() : null));
            }
            return new Server(url, version.path("version").asText(), models, null);
        } catch (IOException noAnswer) {
            return new Server(url, null, List.of(), why(noAnswer, PATIENCE));
        }
    }

    /** Lets the model answer a short question under a schema, as decisions do. */
    public Trial trial(URI url, String model) throws InterruptedException {
        long started = System.nanoTime();
        try {
            HttpResponse<byte[]> answer = send(
                    HttpRequest.newBuilder(under(url, "/api/chat"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(
                                    Json.mapper().writeValueAsBytes(question(model)))),
                    TRIAL_PATIENCE);
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            JsonNode said = json(answer);
            if (answer.statusCode() != 200 || said.has("error")) {
                return new Trial(
                        took,
                        Duration.ZERO,
                        null,
                        "HTTP " + answer.statusCode() + " " + said.path("error").asText("without a reason"));
            }
            Duration load = Duration.ofNanos(said.path("load_duration").asLong());
            return new Trial(took, load.compareTo(took) < 0 ? load : took, tokensPerSecond(said), objection(said));
        } catch (IOException noAnswer) {
            return new Trial(
                    Duration.ofNanos(System.nanoTime() - started), Duration.ZERO, null, why(noAnswer, TRIAL_PATIENCE));
        }
    }

    /**
     * An answer as it came.
     *
     * @param status 0 when none came
     * @param body absent when none came
     * @param trouble why not; absent when one came
     */
    public record Raw(
            int status,
            @Nullable String contentType,
            byte @Nullable [] body,
            Duration took,
            @Nullable String trouble) {}

    /** Sends these bytes to {@code /api/chat}, once. */
    public Raw chat(URI url, byte[] request) throws InterruptedException {
        long started = System.nanoTime();
        try {
            HttpResponse<byte[]> answer = send(
                    HttpRequest.newBuilder(under(url, "/api/chat"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(request)),
                    TRIAL_PATIENCE);
            return new Raw(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(null),
                    answer.body(),
                    Duration.ofNanos(System.nanoTime() - started),
                    null);
        } catch (IOException noAnswer) {
            return new Raw(0, null, null, Duration.ofNanos(System.nanoTime() - started), why(noAnswer, TRIAL_PATIENCE));
        }
    }

    private static Map<String, Object> question(String model) {
        return Map.of(
                "model",
                model,
                "stream",
                false,
                "messages",
                List.of(Map.of(
                        "role",
                        "user",
                        "content",
                        "trend=UP rsi14=55 adx14=31. Answer with action and a confidence from 1 to 100.")),
                "format",
                Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of(
                                "action",
                                Map.of("type", "string", "enum", List.of("BUY", "SELL", "HOLD")),
                                "confidence",
                                Map.of("type", "integer")),
                        "required",
                        List.of("action", "confidence")),
                "options",
                Map.of("temperature", 0, "seed", 1, "num_predict", 64, "num_ctx", 4096));
    }

    /** What is wrong with the answer; null when it is one that a decision could use. */
    private static @Nullable String objection(JsonNode said) {
        String reason = said.path("done_reason").asText();
        if (!reason.equals("stop")) {
            return "it stopped with done_reason '" + reason + "', expected 'stop'";
        }
        try {
            JsonNode answer =
                    Json.mapper().readTree(said.path("message").path("content").asText());
            if (answer != null
                    && List.of("BUY", "SELL", "HOLD")
                            .contains(answer.path("action").asText())
                    && answer.path("confidence").isInt()) {
                return null;
            }
        } catch (JsonProcessingException noJson) {
            // said below
        }
        return "its text is not the object that the schema asks for; Ollama before 0.5 does not know schemas";
    }

    private static @Nullable Double tokensPerSecond(JsonNode said) {
        long tokens = said.path("eval_count").asLong();
        long nanos = said.path("eval_duration").asLong();
        return tokens > 0 && nanos > 0 ? tokens * 1e9 / nanos : null;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request, Duration patience)
            throws IOException, InterruptedException {
        return http.send(
                request.timeout(patience).build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
    }

    private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        JsonNode said = Json.mapper().readTree(answer.body());
        return said == null ? Json.mapper().createObjectNode() : said;
    }

    private static String why(IOException failed, Duration patience) {
        return switch (failed) {
            case HttpTimeoutException silent -> "no answer within " + patience.toSeconds() + " s";
            case ConnectException refused -> "nobody listens there";
            case JsonProcessingException other -> "something answers, but not as an Ollama server does";
            default -> failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
        };
    }

    private static URI under(URI url, String path) {
        String base = url.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    @Override
    public void close() {
        http.close();
    }
}
