package io.ffe.risk.system;

import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A risk service as it is seen over HTTP, wherever it runs. */
final class RiskHttp implements AutoCloseable {

    private final int port;
    private final Tokens tokens;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RiskHttp(int port, Tokens tokens) {
        this.port = port;
        this.tokens = tokens;
    }

    boolean ready() {
        return status("/q/health/ready", Optional.empty()) == 200;
    }

    /** Status of a GET, 0 when nobody listens. */
    int status(String path, Optional<String> token) {
        try {
            return get(path, token).statusCode();
        } catch (IOException notListening) {
            return 0;
        }
    }

    /** Body of a GET as a viewer. */
    String body(String path) {
        try {
            return get(path, Optional.of(token(Role.VIEWER))).body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Answer to a POST of JSON in a role. */
    HttpResponse<String> post(String path, Role role, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token(role))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    String token(Role role) {
        return tokens.issue(role, "tester", Duration.ofMinutes(5));
    }

    /** A token that ended before it was made. */
    String expiredToken() {
        return tokens.issue(Role.ADMIN, "tester", Duration.ofMinutes(-5));
    }

    /** Records of the decisions' topic that were handed to the service so far. */
    double decisionsRead() {
        return metric(
                "kafka_consumer_fetch_manager_records_consumed_total\\{[^}]*client_id=\"kafka-consumer-decisions\"[^}]*}");
    }

    /** Sum of a metric's series whose line matches, exemplars aside; zero when there is none. */
    double metric(String series) {
        try {
            Pattern line = Pattern.compile("^" + series + "(?:\\{[^}]*})? (\\S+)(?: #.*)?$", Pattern.MULTILINE);
            Matcher found = line.matcher(get("/q/metrics", Optional.empty()).body());
            double sum = 0;
            while (found.find()) {
                sum += Double.parseDouble(found.group(1));
            }
            return sum;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private HttpResponse<String> get(String path, Optional<String> token) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
