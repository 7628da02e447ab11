package io.ffe.execution.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.venue.RequestBudget.Use;
import io.ffe.messaging.FailPoints;
import io.ffe.schema.serde.Json;
import io.smallrye.faulttolerance.api.TypedGuard;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with a provider's venue, within its request budget: status and body, or the reason why there is neither. Nothing is sent
 * twice. Three failures in a row (no answer, or a 5xx) open a breaker, and requests fail without being sent until a probe succeeds. What
 * a request carries and what an answer means are the venue's own.
 */
public final class GuardedHttp implements AutoCloseable {

    /** A page of a thousand of OANDA's transactions is about one megabyte. */
    private static final long LARGEST_BODY = 16L * 1024 * 1024;

    private static final int BREAKER_FAILURES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Longer than this nobody is believed. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    private static final int SHOWN = 200;

    private final HttpClient client;
    private final String venue;
    private final Duration requestTimeout;
    private final RequestBudget budget;
    private final Function<Reply, Optional<String>> complaint;
    private final Function<String, Optional<Duration>> retryAfter;
    /** None where a single question is asked and its answer is all that is wanted. */
    private final @Nullable TypedGuard<Reply> breaker;

    private volatile Duration nextPause = FIRST_PAUSE;
    private volatile @Nullable String trouble;

    /**
     * @param venue its name, for messages
     * @param requestTimeout until the whole answer is there; also the longest wait for the budget
     * @param breakerDelay how long nothing leaves after three failures in a row, before one request tries again; zero for no breaker,
     *     which needs the container of a service
     * @param complaint what {@link #trouble} says about an answer, empty for a good one
     * @param retryAfter how long a {@code Retry-After} means that is no number of seconds, empty when it means nothing
     */
    public GuardedHttp(
            String venue,
            Duration connectTimeout,
            Duration requestTimeout,
            Duration breakerDelay,
            RequestBudget budget,
            Function<Reply, Optional<String>> complaint,
            Function<String, Optional<Duration>> retryAfter) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.venue = venue;
        this.requestTimeout = requestTimeout;
        this.budget = budget;
        this.complaint = complaint;
        this.retryAfter = retryAfter;
        this.breaker = breakerDelay.isZero() ? null : breaker(venue, breakerDelay);
    }

    private static TypedGuard<Reply> breaker(String venue, Duration delay) {
        return TypedGuard.create(Reply.class)
                .withDescription(venue.toLowerCase(Locale.ROOT))
                .withCircuitBreaker()
                .requestVolumeThreshold(BREAKER_FAILURES)
                .failureRatio(1)
                .delay(delay.toMillis(), ChronoUnit.MILLIS)
                .failOn(Failed.class)
                .done()
                .build();
    }

    /** What came back. A redirect or any other status is a status like others. */
    public record Reply(int status, String body) {

        /** The body's beginning, on one line, for messages to people. */
        public String shown() {
            String line = body.replaceAll("\\s+", " ").strip();
            return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
        }

        /** The body; a missing node when it is no JSON. */
        public JsonNode json() {
            try {
                return Json.mapper().readTree(body);
            } catch (JsonProcessingException unreadable) {
                return MissingNode.getInstance();
            }
        }

        /** The body as JSON, or null when it is not of that type. */
        public <T> @Nullable T as(Class<T> type) {
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

    /**
     * Sends a request, once.
     *
     * @param what the request in messages, without anything secret
     * @param lastLook asked when there is nothing left to wait for; an answer keeps the request here, and is {@link RequestKept}'s
     * @throws RequestKept when it did not leave: the budget had no room, the breaker is open, or the last look kept it
     * @throws VenueUnavailable when no complete answer came; whether the request arrived is then unknown
     */
    public Reply exchange(HttpRequest request, String what, Use use, Supplier<Optional<VenueAnswer>> lastLook) {
        waitForBudget(what, use);
        Optional<VenueAnswer> instead = lastLook.get();
        if (instead.isPresent()) {
            throw new RequestKept(what + " was not sent: " + instead.get(), instead.get());
        }
        try {
            return breaker == null ? send(request, what) : breaker.call(() -> send(request, what));
        } catch (CircuitBreakerOpenException open) {
            throw kept(what + " was not sent: " + venue + " failed " + BREAKER_FAILURES + " times in a row");
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
            trouble = complaint
                    .apply(reply)
                    .map(said -> what + " was answered " + said)
                    .orElse(null);
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
                throw kept(what + " was not sent: the request budget has room in " + wait.toMillis() + " ms");
            }
            try {
                TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw kept(what + " was not sent: interrupted");
            }
            wait = budget.take(use);
        }
    }

    /** After 429 nothing but cancels leaves for as long as the venue says, or, when it says nothing, twice as long each time. */
    private void heed(HttpResponse<String> response) {
        if (response.statusCode() != 429) {
            nextPause = FIRST_PAUSE;
            return;
        }
        Duration pause = response.headers()
                .firstValue("Retry-After")
                .map(String::strip)
                .flatMap(value -> seconds(value).or(() -> retryAfter.apply(value)))
                .orElse(nextPause);
        nextPause = shorter(nextPause.multipliedBy(2), LONGEST_PAUSE);
        budget.pause(shorter(pause, LONGEST_RETRY_AFTER));
    }

    private static Optional<Duration> seconds(String value) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(value))));
        } catch (NumberFormatException noSeconds) {
            return Optional.empty();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private RequestKept kept(String detail) {
        trouble = detail;
        return new RequestKept(detail);
    }

    private VenueUnavailable failed(String detail) {
        trouble = detail;
        return new VenueUnavailable(detail);
    }

    /** Why the last exchange brought no good answer; empty when it did, or when there was none yet. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
