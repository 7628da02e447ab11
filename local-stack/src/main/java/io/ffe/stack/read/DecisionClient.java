package io.ffe.stack.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks decision-service. What it refuses is a {@link Problem} in its own words; what it does not know is empty.
 */
public final class DecisionClient implements AutoCloseable {

    /** The most that one page holds. */
    public static final int PAGE = 500;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

    /** So long a walk over all decisions waits for a service that cannot reach its database: a restart of that is over sooner. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int UNAVAILABLE = 503;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final String api;
    private final Supplier<String> token;

    /**
     * @param url of decision-service
     * @param token gives one that is valid now
     */
    public DecisionClient(String url, Supplier<String> token) {
        this.api = url + "/api/v1";
        this.token = token;
    }

    /**
     * One page of decisions, newest first.
     *
     * @param decisions each with {@code decisionId} and {@code decision}
     * @param after where the next page begins; null when there is none
     */
    public record Page(List<JsonNode> decisions, @Nullable String after) {}

    /** @param filters as REST names them: symbol, from, tier, ... @param after of the page before */
    public Page page(Map<String, String> filters, int limit, @Nullable String after) throws InterruptedException {
        Map<String, String> query = new TreeMap<>(filters);
        query.put("limit", String.valueOf(limit));
        if (after != null) {
            query.put("after", after);
        }
        JsonNode answer = get("/decisions?" + query(query))
                .orElseThrow(() -> Problem.failure("decision-service at " + api + " has no decisions to list"));
        List<JsonNode> decisions = new ArrayList<>();
        answer.path("decisions").forEach(decisions::add);
        return new Page(
                decisions,
                answer.path("after").isTextual() ? answer.path("after").asText() : null);
    }

    /** A decision with all that it was made of; empty when there is none. */
    public Optional<JsonNode> one(String id) throws InterruptedException {
        return get("/decisions/" + id);
    }

    /** A decision made again; empty when there is none. Asked for again when the service says that it cannot answer just now. */
    public Optional<JsonNode> replay(String id) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + "/decisions/" + id + "/replay"))
                .GET();
        long first = System.nanoTime();
        Answer answer = ask(request);
        while (answer.status() == UNAVAILABLE && System.nanoTime() - first < PATIENCE.toNanos()) {
            Thread.sleep(PAUSE);
            answer = ask(request);
        }
        return read(answer);
    }

    /** Decisions that wait for an operator, each with {@code decisionId} and {@code decision}. */
    public List<JsonNode> waiting() throws InterruptedException {
        List<JsonNode> waiting = new ArrayList<>();
        get("/approvals?limit=" + PAGE)
                .ifPresent(answer -> answer.path("waiting").forEach(waiting::add));
        return waiting;
    }

    /** Approves or rejects one; empty when it is not known. @param answer APPROVE or REJECT */
    public Optional<JsonNode> answer(String id, String answer, @Nullable String reason) throws InterruptedException {
        return post(
                "/approvals/" + id,
                reason == null ? Map.of("answer", answer) : Map.of("answer", answer, "reason", reason));
    }

    /** What an answer of a model is worth as one to the decision's question. @param tier and seat of the call that was asked */
    public Optional<JsonNode> judge(
            String id, String tier, String seat, int status, @Nullable String contentType, byte[] body)
            throws InterruptedException {
        return post(
                "/decisions/" + id + "/readings",
                Map.of(
                        "tier", tier,
                        "seat", seat,
                        "status", status,
                        "contentType", contentType == null ? "" : contentType,
                        "body", body));
    }

    private static String query(Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return String.join("&", pairs);
    }

    private Optional<JsonNode> get(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(api + path)).GET());
    }

    private Optional<JsonNode> post(String path, Map<String, Object> body) throws InterruptedException {
        try {
            return send(HttpRequest.newBuilder(URI.create(api + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(body))));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a request has a JSON form: " + body, bug);
        }
    }

    private record Answer(int status, @Nullable JsonNode body) {}

    private Optional<JsonNode> send(HttpRequest.Builder request) throws InterruptedException {
        return read(ask(request));
    }

    private Answer ask(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(
                    request.timeout(ANSWER_LIMIT)
                            .setHeader("Authorization", "Bearer " + token.get())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            boolean looks = response.request().method().equals("GET");
            Optional<String> refused =
                    TokenRefused.by(response, api, looks ? TokenRefused.VIEWER : TokenRefused.OPERATOR);
            if (refused.isPresent()) {
                throw Problem.failure(refused.get());
            }
            return new Answer(response.statusCode(), Json.mapper().readTree(response.body()));
        } catch (JsonProcessingException other) {
            throw Problem.failure("what answers at " + api + " is no decision-service: it sends no JSON");
        } catch (IOException silent) {
            throw Problem.failure("decision-service at " + api + " does not answer: ./ffe status says why", silent);
        }
    }

    private static Optional<JsonNode> read(Answer answer) {
        return switch (answer.status()) {
            case 200 -> Optional.ofNullable(answer.body());
            case 404 -> Optional.empty();
            case 400 -> throw Problem.usage(detail(answer.body()));
            default ->
                throw Problem.failure("decision-service answered " + answer.status() + ": " + detail(answer.body()));
        };
    }

    private static String detail(@Nullable JsonNode answer) {
        return answer == null ? "without a reason" : answer.path("detail").asText("without a reason");
    }

    @Override
    public void close() {
        http.close();
    }
}
