package io.ffe.stack.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Execution;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The books as execution's REST tells them. Whatever it does not answer is a {@link Problem} in its own words. */
public final class RunningBooks implements BooksReader {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final String NEXT = "FFE-Next-After";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final String url;
    private final String viewerToken;

    /**
     * @param url of execution
     * @param viewerToken one that is valid now
     */
    public RunningBooks(String url, String viewerToken) {
        this.url = url;
        this.viewerToken = viewerToken;
    }

    @Override
    public List<Account> accounts() throws InterruptedException {
        return list("/accounts", Account.class);
    }

    @Override
    public List<Held> positions() throws InterruptedException {
        return list("/positions", Held.class);
    }

    @Override
    public List<OrderLine> orders(Filter filter) throws InterruptedException {
        return list("/orders?" + query(filter) + parameter("state", filter.state()), OrderLine.class);
    }

    @Override
    public List<Execution> fills(Filter filter) throws InterruptedException {
        return list("/executions?kind=FILL&" + query(filter), Execution.class);
    }

    @Override
    public void statement(String portfolioId, Consumer<String> line) throws InterruptedException {
        String path = "/portfolios/" + encoded(portfolioId) + "/statement?limit=5000&after=";
        String after = "0";
        boolean first = true;
        while (!after.isEmpty()) {
            HttpResponse<String> page = get(path + after);
            List<String> lines = page.body().lines().toList();
            lines.subList(first ? 0 : 1, lines.size()).forEach(line);
            first = false;
            after = page.headers().firstValue(NEXT).orElse("");
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private static String query(Filter filter) {
        return "limit=" + filter.limit()
                + parameter("portfolio", filter.portfolioId())
                + parameter("symbol", filter.symbol())
                + parameter("since", filter.since());
    }

    private static String parameter(String name, @Nullable Object value) {
        return value == null ? "" : "&" + name + "=" + encoded(value.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private <T> List<T> list(String path, Class<T> type) throws InterruptedException {
        String body = get(path).body();
        try {
            List<T> all = new ArrayList<>();
            for (JsonNode each : Json.mapper().readTree(body)) {
                all.add(Json.mapper().treeToValue(each, type));
            }
            return all;
        } catch (JsonProcessingException another) {
            throw Problem.failure("execution at " + url + " answered " + path + " with something else: "
                    + another.getOriginalMessage() + ". Is it of this version?");
        }
    }

    private HttpResponse<String> get(String path) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                            .timeout(ANSWER_LIMIT)
                            .header("Authorization", "Bearer " + viewerToken)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return response;
            }
            throw TokenRefused.by(response, url + "/api/v1" + path, TokenRefused.VIEWER)
                    .map(Problem::failure)
                    .orElseGet(() -> refused(path, response));
        } catch (IOException silent) {
            throw Problem.failure(
                    "execution at " + url + " does not answer (" + silent + "): ./ffe status says what is up", silent);
        }
    }

    private Problem refused(String path, HttpResponse<String> response) {
        String detail = "";
        try {
            detail = Json.mapper().readTree(response.body()).path("detail").asText("");
        } catch (JsonProcessingException notOurs) {
            // The status says enough.
        }
        return response.statusCode() == 400 || response.statusCode() == 404
                ? Problem.usage(detail.isEmpty() ? "execution refused " + path : detail)
                : Problem.failure("execution at " + url + " answered " + path + " with status " + response.statusCode()
                        + (detail.isEmpty() ? "" : ": " + detail) + ". ./ffe status says how it is");
    }
}
