package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ffe.execution.venue.RequestBudget;
import io.ffe.execution.venue.RequestBudget.Use;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.messaging.FailPoints;
import io.ffe.schema.serde.Json;
import io.smallrye.faulttolerance.api.TypedGuard;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with Coinbase: its status and body, or the reason why there is neither. Nothing is sent twice. Three failures in a row
 * (no answer, or a 5xx) open a breaker, and requests fail without being sent until a probe succeeds.
 */
final class CoinbaseHttp implements AutoCloseable {

    static final String API = "/api/v3/brokerage";

    private static final int BREAKER_FAILURES = 3;
    private static final long LARGEST_BODY = 16L * 1024 * 1024;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Longer than this nobody is believed. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    private static final int SHOWN = 200;

    private final HttpClient client;
    private final URI base;
    private final Duration requestTimeout;
    private final KeySource keys;
    private final RequestBudget budget;
    private final Clock clock;
    private final TypedGuard<Reply> breaker;
    private volatile Duration nextPause = FIRST_PAUSE;
    private volatile @Nullable String trouble;

    /** @param base scheme, host and port */
    CoinbaseHttp(
            URI base,
            Duration connectTimeout,
            Duration requestTimeout,
            Duration breakerDelay,
            KeySource keys,
            RequestBudget budget,
            Clock clock) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.base = base;
        this.requestTimeout = requestTimeout;
        this.keys = keys;
        this.budget = budget;
        this.clock = clock;
        this.breaker = TypedGuard.create(Reply.class)
                .withDescription("coinbase")
                .withCircuitBreaker()
                .requestVolumeThreshold(BREAKER_FAILURES)
                .failureRatio(1)
                .delay(breakerDelay.toMillis(), ChronoUnit.MILLIS)
                .failOn(Failed.class)
                .done()
                .build();
    }

    /** What came back. A redirect or any other status is a status like others. */
    record Reply(int status, String body) {

        /** The body's beginning, on one line, for messages to people. */
        String shown() {
            String line = body.replaceAll("\\s+", " ").strip();
            return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
        }

        /** The body; a missing node when it is no JSON, as a 401's is none. */
        JsonNode json() {
            try {
                return Json.mapper().readTree(body);
            } catch (JsonProcessingException unreadable) {
                return MissingNode.getInstance();
            }
        }
    }

    /** Counts for the breaker; carries the answer where there was one. */
    private static final class Failed extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient @Nullable Reply reply;

        Failed(String detail, @Nullable Reply reply) {
            super(detail);
            this.reply = reply;
        }
    }

    /** @throws VenueUnavailable when no complete answer came; whether the request arrived is then unknown */
    Reply post(String path, String body, Use use) {
        return exchange("POST", path, BodyPublishers.ofString(body), use);
    }

    /** @throws VenueUnavailable when no complete answer came */
    Reply get(String path, Use use) {
        return exchange("GET", path, BodyPublishers.noBody(), use);
    }

    /**
     * Asks for something that has to be there.
     *
     * @throws VenueUnavailable when no complete answer came, or another one than was asked for
     */
    JsonNode read(String path, String expected) {
        return expect(get(path, Use.OTHER), path, expected);
    }

    static JsonNode expect(Reply reply, String path, String expected) {
        JsonNode json = reply.json();
        if (reply.status() != 200 || !json.has(expected)) {
            throw new VenueUnavailable("Coinbase answered " + withoutQuery(path) + " with status " + reply.status()
                    + ": " + reply.shown() + "; expected 200 with " + expected);
        }
        return json;
    }

    private Reply exchange(String method, String path, BodyPublisher body, Use use) {
        String what = method + " " + withoutQuery(path);
        String token = keys.key().token(method + " " + base.getAuthority() + API + withoutQuery(path), clock.instant());
        HttpRequest request = HttpRequest.newBuilder(base.resolve(API + path))
                .method(method, body)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .build();
        waitForBudget(what, use);
        try {
            return breaker.call(() -> send(request, what));
        } catch (CircuitBreakerOpenException open) {
            throw failed(what + " was not sent: Coinbase failed " + BREAKER_FAILURES + " times in a row");
        } catch (Failed failed) {
            if (failed.reply != null) {
                return failed.reply;
            }
            throw failed(String.valueOf(failed.getMessage()));
        } catch (RuntimeException bug) {
            throw bug;
        } catch (Exception other) {
            throw failed(what + " failed: " + other);
        }
    }

    private Reply send(HttpRequest request, String what) throws Failed {
        // The client's own timeout ends with the headers; this deadline ends with the body.
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST_BODY));
        if (what.startsWith("POST /orders")) {
            FailPoints.hit("execution.request-sent");
        }
        try {
            HttpResponse<String> response = answer.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
            heed(response);
            Reply reply = new Reply(response.statusCode(), response.body());
            trouble = reply.status() >= 400 ? what + " was answered " + reply.status() + ": " + reply.shown() : null;
            if (reply.status() >= 500) {
                throw new Failed(what + " was answered " + reply.status(), reply);
            }
            return reply;
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new Failed(what + " was not answered within " + requestTimeout.toMillis() + " ms", null);
        } catch (ExecutionException broken) {
            throw new Failed(what + " failed: " + broken.getCause(), null);
        } catch (InterruptedException stopping) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw failed(what + " was interrupted");
        }
    }

    /** Waits no longer than a request may take. */
    private void waitForBudget(String what, Use use) {
        long deadline = System.nanoTime() + requestTimeout.toNanos();
        Duration wait = budget.take(use);
        while (!wait.isZero()) {
            if (System.nanoTime() + wait.toNanos() - deadline > 0) {
                throw failed(what + " was not sent: the request budget has room in " + wait.toMillis() + " ms");
            }
            try {
                TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw failed(what + " was not sent: interrupted");
            }
            wait = budget.take(use);
        }
    }

    /** After 429 nothing but cancels leaves for as long as Coinbase says, or, when it says nothing, twice as long each time. */
    private void heed(HttpResponse<String> response) {
        if (response.statusCode() != 429) {
            nextPause = FIRST_PAUSE;
            return;
        }
        Duration pause = response.headers()
                .firstValue("Retry-After")
                .flatMap(CoinbaseHttp::seconds)
                .orElse(nextPause);
        nextPause = shorter(nextPause.multipliedBy(2), LONGEST_PAUSE);
        budget.pause(shorter(pause, LONGEST_RETRY_AFTER));
    }

    private static Optional<Duration> seconds(String value) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(value.strip()))));
        } catch (NumberFormatException noSeconds) {
            return Optional.empty();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    private VenueUnavailable failed(String detail) {
        trouble = detail;
        return new VenueUnavailable(detail);
    }

    /** Why the last exchange brought no good answer; empty when it did, or when there was none yet. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
