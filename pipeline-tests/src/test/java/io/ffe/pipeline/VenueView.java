package io.ffe.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The paper venue's own account of what happened, asked over HTTP; it keeps it in a journal of its own. */
final class VenueView {

    private final Pipeline pipeline;

    VenueView(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Every order it ever took. */
    List<JsonNode> orders() throws IOException, InterruptedException {
        return list(get("/api/v1/orders?portfolio=main&open=false").get("orders"));
    }

    /** Signed position and cash. */
    JsonNode account() throws IOException, InterruptedException {
        return get("/api/v1/accounts/main");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(URI.create(pipeline.url(Service.PAPER_VENUE) + path))
                            .header("Authorization", "Bearer " + pipeline.token(Role.VIEWER, Duration.ofMinutes(5)))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(path + " answered " + answer.statusCode());
            }
            return Json.mapper().readTree(answer.body());
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> nodes = new ArrayList<>();
        array.forEach(nodes::add);
        return nodes;
    }
}
