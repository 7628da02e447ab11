package io.ffe.stack.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.control.FlattenRequest;
import io.ffe.schema.control.WithdrawRequest;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks execution to close positions, once. The same request may be asked again: its commandId closes nothing twice. */
public final class FlattenClient implements AutoCloseable {

    /** Where execution has it. */
    public static final String PATH = "/api/v1/flatten";

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String operatorToken;

    /** @param operatorToken a token that is valid now, with the role operator */
    public FlattenClient(String operatorToken) {
        this.operatorToken = operatorToken;
    }

    /** What execution said. */
    public sealed interface Answer {

        /** @param commands one for each portfolio, see {@code POST /api/v1/flatten} */
        record Took(JsonNode commands) implements Answer {}

        /** It was understood and not done. */
        record Refused(String detail) implements Answer {}

        /** Nobody knows whether it was done. */
        record Nothing(String detail) implements Answer {}
    }

    public Answer ask(String executionUrl, FlattenRequest request) throws InterruptedException {
        return post(executionUrl, PATH, request);
    }

    /** Takes back what a command ordered and what has not left. */
    public Answer takeBack(String executionUrl, String commandId, WithdrawRequest request) throws InterruptedException {
        return post(executionUrl, PATH + "/" + commandId + "/withdrawal", request);
    }

    private Answer post(String executionUrl, String path, Object request) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(executionUrl + path))
                            .timeout(ANSWER_LIMIT)
                            .header("Authorization", "Bearer " + operatorToken)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    Json.mapper().writeValueAsString(request)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            Optional<String> refused = TokenRefused.by(response, executionUrl, TokenRefused.OPERATOR);
            if (refused.isPresent()) {
                return new Answer.Refused(refused.get());
            }
            JsonNode body = Json.mapper().readTree(response.body());
            return switch (response.statusCode()) {
                case 200 -> new Answer.Took(body);
                // A 403 is execution's own here, as for a command that somebody else gave.
                case 400, 403, 404, 409 ->
                    new Answer.Refused(body.path("detail").asText("status " + response.statusCode()));
                default -> new Answer.Nothing("status " + response.statusCode());
            };
        } catch (JsonProcessingException notOurs) {
            return new Answer.Nothing("an answer without JSON");
        } catch (IOException silent) {
            return new Answer.Nothing("no answer: " + silent);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
