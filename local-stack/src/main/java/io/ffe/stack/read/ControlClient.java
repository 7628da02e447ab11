package io.ffe.stack.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.control.ControlRequest;
import io.ffe.schema.event.Control;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a service to change the trading state, once. Needs no broker and no database: only that the service answers. */
public final class ControlClient implements AutoCloseable {

    /** Where risk and execution have it. */
    public static final String PATH = "/api/v1/trading-state";

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT)
            .build();
    private final String operatorToken;

    /** @param operatorToken a token that is valid now, with the role operator */
    public ControlClient(String operatorToken) {
        this.operatorToken = operatorToken;
    }

    /** What a service said. */
    public sealed interface Answer {

        /** It is done. */
        record Took(String scope, Control.State state, long epoch) implements Answer {}

        /** It was understood and not done. */
        record Refused(String detail) implements Answer {}

        /** Nobody knows; it can be asked again, a halt twice is a halt. */
        record Nothing(String detail) implements Answer {}
    }

    public Answer ask(String serviceUrl, ControlRequest request) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(serviceUrl + PATH))
                            .timeout(ANSWER_LIMIT)
                            .header("Authorization", "Bearer " + operatorToken)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    Json.mapper().writeValueAsString(request)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return TokenRefused.by(response, serviceUrl, TokenRefused.OPERATOR)
                    .<Answer>map(Answer.Refused::new)
                    .orElseGet(() -> answer(response.statusCode(), response.body()));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a request has a JSON form: " + request, bug);
        } catch (IOException silent) {
            return new Answer.Nothing("no answer: " + silent);
        }
    }

    private static Answer answer(int status, String body) {
        JsonNode json;
        try {
            json = Json.mapper().readTree(body);
        } catch (JsonProcessingException notOurs) {
            return new Answer.Nothing("status " + status + " without JSON");
        }
        return switch (status) {
            case 200 ->
                new Answer.Took(
                        json.path("scope").asText(),
                        Control.State.valueOf(json.path("state").asText()),
                        json.path("epoch").asLong());
            case 400, 403, 409 -> new Answer.Refused(json.path("detail").asText("status " + status));
            default -> new Answer.Nothing("status " + status);
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
