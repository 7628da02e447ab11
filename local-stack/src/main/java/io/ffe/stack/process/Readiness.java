package io.ffe.stack.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a service whether it can do its work, at its MicroProfile Health address. */
public final class Readiness implements AutoCloseable {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT)
            .build();

    /** What it said. */
    public sealed interface Answer {

        record Ready() implements Answer {}

        /** @param checks names of the checks that are down */
        record NotReady(List<String> checks) implements Answer {}

        /** Nobody answers there, or not as a service does. */
        record Silent(String reason) implements Answer {}
    }

    /** Asks once. */
    public Answer ask(URI address) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).GET().build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return switch (response.statusCode()) {
                case 200 -> new Answer.Ready();
                case 503 -> new Answer.NotReady(down(response.body()));
                default -> new Answer.Silent("HTTP " + response.statusCode());
            };
        } catch (IOException noAnswer) {
            return new Answer.Silent(
                    noAnswer.getMessage() == null ? noAnswer.getClass().getSimpleName() : noAnswer.getMessage());
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static List<String> down(String body) throws IOException {
        List<String> names = new ArrayList<>();
        JsonNode checks = Json.mapper().readTree(body).path("checks");
        for (JsonNode check : checks) {
            if (!check.path("status").asText().equals("UP")) {
                String data = check.path("data").isMissingNode() ? "" : " " + check.path("data");
                names.add(check.path("name").asText() + data);
            }
        }
        return names;
    }
}
