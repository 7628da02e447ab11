package io.ffe.execution.venue.oanda;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with OANDA: its status and body, or the reason why there is neither. Nothing is sent twice, and nothing for a moment
 * after three failures in a row.
 */
final class OandaHttp implements AutoCloseable {

    /** A page of a thousand transactions is about one megabyte. */
    private static final long LARGEST_BODY = 16L * 1024 * 1024;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Longer than this nobody is believed. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    private static final int BREAKER_FAILURES = 3;
    private static final int SHOWN = 200;

    private final HttpClient client;
    private final URI base;
    private final Duration requestTimeout;
    private final OandaToken token;
    private final RequestBudget budget;
    private final Clock clock;
    private final TypedGuard<Reply> breaker;
    private volatile Duration nextPause = FIRST_PAUSE;
    private volatile @Nullable String trouble;

    /**
     * @param base scheme, host and port
     * @param breakerDelay how long nothing leaves after three failures in a row, before one request tries again
     */
    OandaHttp(
            URI base,
            Duration connectTimeout,
            Duration requestTimeout,
            Duration breakerDelay,
            OandaToken token,
            RequestBudget budget,
            Clock clock) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.base = base;
        this.requestTimeout = requestTimeout;
        this.token = token;
        this.budget = budget;
        this.clock = clock;
        this.breaker = TypedGuard.create(Reply.class)
                .withDescription("oanda")
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

        /** The body as JSON, or null when it is not of that type. */
        <T> @Nullable T as(Class<T> type) {
            try {
                return Json.mapper().readValue(body, type);
            } catch (JsonProcessingException unreadable) {
                return null;
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
    Reply post(String path, String body) {
        return exchange("POST", path, BodyPublishers.ofString(body), Use.OTHER);
    }

    /** @throws VenueUnavailable when no complete answer came; whether the request arrived is then unknown */
    Reply cancel(String path) {
        return exchange("PUT", path, BodyPublishers.noBody(), Use.CANCEL);
    }

    /** @throws VenueUnavailable when no complete answer came */
    Reply get(String path) {
        return exchange("GET", path, BodyPublishers.noBody(), Use.OTHER);
    }

    /** What has to be known before a cancel: it takes from the part of the budget that is kept for cancels. */
    Reply getForCancel(String path) {
        return exchange("GET", path, BodyPublishers.noBody(), Use.CANCEL);
    }

    /**
     * Asks for something that has to be there.
     *
     * @throws VenueUnavailable when no complete answer came, or another one than was asked for
     */
    <T> T read(String path, Class<T> type) {
        Reply reply = get(path);
        if (reply.status() != 200) {
            throw new VenueUnavailable("OANDA answered " + path + " with status " + reply.status() + ": "
                    + reply.shown() + "; expected 200 with " + type.getSimpleName());
        }
        T body = reply.as(type);
        if (body == null) {
            throw new VenueUnavailable(
                    "OANDA's answer to " + path + " is no " + type.getSimpleName() + ": " + reply.shown());
        }
        return body;
    }

    private Reply exchange(String method, String path, BodyPublisher body, Use use) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, body)
                .header("Authorization", "Bearer " + token.read())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("Accept-Datetime-Format", "RFC3339")
                .build();
        String what = method + " " + path;
        waitForBudget(what, use);
        try {
            return breaker.call(() -> send(request, what));
        } catch (CircuitBreakerOpenException open) {
            throw failed(what + " was not sent: OANDA failed " + BREAKER_FAILURES + " times in a row");
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
        if (request.method().equals("POST")) {
            FailPoints.hit("execution.request-sent");
        }
        try {
            HttpResponse<String> response = answer.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
            heed(response);
            Reply reply = new Reply(response.statusCode(), response.body());
            if (reply.status() >= 500) {
                trouble = what + " was answered " + reply.status();
                throw new Failed(what + " was answered " + reply.status(), reply);
            }
            trouble = null;
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

    /** After 429 nothing but cancels leaves for as long as OANDA says, or, when it says nothing, twice as long each time. */
    private void heed(HttpResponse<String> response) {
        if (response.statusCode() != 429) {
            nextPause = FIRST_PAUSE;
            return;
        }
        Duration pause = response.headers()
                .firstValue("Retry-After")
                .flatMap(this::retryAfter)
                .orElse(nextPause);
        nextPause = shorter(nextPause.multipliedBy(2), LONGEST_PAUSE);
        budget.pause(shorter(pause, LONGEST_RETRY_AFTER));
    }

    /** Seconds, or a date; empty when it is neither. */
    private Optional<Duration> retryAfter(String value) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(value.strip()))));
        } catch (NumberFormatException noSeconds) {
            try {
                Duration until = Duration.between(
                        clock.instant(),
                        ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
                return Optional.of(until.isNegative() ? Duration.ZERO : until);
            } catch (DateTimeException noDate) {
                return Optional.empty();
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private VenueUnavailable failed(String detail) {
        trouble = detail;
        return new VenueUnavailable(detail);
    }

    /** Why the last exchange brought no answer; empty when it did, or when there was none yet. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
