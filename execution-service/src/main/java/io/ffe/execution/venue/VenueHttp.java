package io.ffe.execution.venue;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.Traces;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.serde.HeaderNames;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One exchange with the venue: its status and body, or the reason why there is neither. Nothing is sent twice. */
@ApplicationScoped
class VenueHttp {

    private final HttpClient client;
    private final String base;
    private final Duration requestTimeout;
    private final Duration hopLatency;
    private final VenueToken token;
    private final Traces traces;
    private final LogicalTime time;
    private volatile @Nullable String trouble;

    VenueHttp(ExecutionConfig config, VenueToken token, Traces traces, LogicalTime time) {
        ExecutionConfig.Venue venue = config.venue();
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(venue.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.base = withoutTrailingSlash(venue.url()) + "/api/v1";
        this.requestTimeout = venue.requestTimeout();
        this.hopLatency = config.hopLatency();
        this.token = token;
        this.traces = traces;
        this.time = time;
    }

    /** What came back. A redirect or any other status is a status like others. */
    record Reply(int status, String body) {}

    /** @throws VenueUnavailable when no complete answer came; whether the request arrived is then unknown */
    Reply post(String path, String body) {
        return exchange("POST", path, HttpRequest.BodyPublishers.ofString(body), Duration.ZERO);
    }

    /** @throws VenueUnavailable when no complete answer came */
    Reply get(String path) {
        return get(path, Duration.ZERO);
    }

    /**
     * @param held how long the venue may hold the request before it answers, on top of the usual timeout
     * @throws VenueUnavailable when no complete answer came
     */
    Reply get(String path, Duration held) {
        return exchange("GET", path, HttpRequest.BodyPublishers.noBody(), held);
    }

    /** @throws VenueUnavailable when no complete answer came; whether the request arrived is then unknown */
    Reply delete(String path) {
        return exchange("DELETE", path, HttpRequest.BodyPublishers.noBody(), Duration.ZERO);
    }

    /** Within a trace the exchange is a part of it; polling for events belongs to none and starts none. */
    private Reply exchange(String method, String path, HttpRequest.BodyPublisher body, Duration held) {
        Duration deadline = requestTimeout.plus(held);
        String traceparent = traces.traceparent();
        if (traceparent == null) {
            return send(method, path, body, deadline);
        }
        return traces.callInSpan(
                method + " " + route(path), SpanKind.CLIENT, traceparent, () -> send(method, path, body, deadline));
    }

    private Reply send(String method, String path, HttpRequest.BodyPublisher body, Duration deadline) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, body)
                .header("Authorization", "Bearer " + token.read())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
        String traceparent = traces.traceparent();
        if (traceparent != null) {
            request.header(HeaderNames.TRACEPARENT, traceparent);
        }
        Instant now = time.header(hopLatency);
        if (now != null) {
            request.header(HeaderNames.LOGICAL_NOW, now.toString());
        }
        // The client's own timeout ends with the headers; this deadline ends with the body.
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request.build(), BodyHandlers.ofString());
        if (method.equals("POST")) {
            FailPoints.hit("execution.request-sent");
        }
        try {
            HttpResponse<String> response = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            trouble = null;
            return new Reply(response.statusCode(), response.body());
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw failed(method + " " + base + path + " was not answered within " + deadline.toMillis() + " ms");
        } catch (ExecutionException broken) {
            throw failed(method + " " + base + path + " failed: " + broken.getCause());
        } catch (InterruptedException stopping) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw failed(method + " " + base + path + " was interrupted");
        }
    }

    private VenueUnavailable failed(String detail) {
        trouble = detail;
        return new VenueUnavailable(detail);
    }

    /** Why the last exchange brought no answer; empty when it did, or when there was none yet. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Span names have few values: no ids and no query. */
    private static String route(String path) {
        String route = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        return "/api/v1"
                + (route.startsWith("/orders/")
                        ? "/orders/{id}"
                        : route.startsWith("/accounts/") ? "/accounts/{id}" : route);
    }

    private static String withoutTrailingSlash(URI url) {
        String text = url.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    @PreDestroy
    void close() {
        client.shutdownNow();
    }
}
