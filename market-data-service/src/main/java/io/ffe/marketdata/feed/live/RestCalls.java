package io.ffe.marketdata.feed.live;

import io.smallrye.faulttolerance.api.RateLimitException;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one provider over HTTP, within its limits: so many requests a window, no answer after the deadline, and no request
 * for a while after several that failed. One attempt each.
 */
final class RestCalls {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int LONGEST_ANSWER = 4 * 1024 * 1024;
    private static final Duration TURN = Duration.ofMillis(50);
    private static final int BREAKER_REQUESTS = 3;
    private static final Duration BREAKER_DELAY = Duration.ofSeconds(5);

    private final String provider;
    private final HttpClient http;
    private final TypedGuard<String> guard;

    /** @param requests so many are allowed within the window */
    RestCalls(String provider, HttpClient http, int requests, Duration window) {
        this.provider = provider;
        this.http = http;
        this.guard = TypedGuard.create(new TypeLiteral<String>() {
                    private static final long serialVersionUID = 1L;
                })
                .withDescription(provider)
                .withRateLimit()
                .limit(requests)
                .window(window.toMillis(), ChronoUnit.MILLIS)
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(BREAKER_REQUESTS)
                .failureRatio(1)
                .delay(BREAKER_DELAY.toMillis(), ChronoUnit.MILLIS)
                .skipOn(RateLimitException.class)
                .done()
                .build();
    }

    /**
     * The body of the answer, which had status 200.
     *
     * @param what for messages, without secrets
     */
    String get(URI uri, Map<String, String> headers, String what) throws FeedTrouble, InterruptedException {
        while (true) {
            try {
                return guard.call(() -> send(uri, headers, what));
            } catch (RateLimitException notYet) {
                // Nobody was asked: the request waits for its turn.
                Thread.sleep(TURN);
            } catch (Exception thrown) {
                throw told(thrown, what);
            }
        }
    }

    private FeedTrouble told(Exception thrown, String what) throws FeedTrouble, InterruptedException {
        return switch (thrown) {
            case FeedTrouble trouble -> trouble;
            case InterruptedException stopping -> throw stopping;
            case CircuitBreakerOpenException open ->
                new FeedTrouble(
                        FeedTrouble.Kind.DISCONNECTED,
                        what + " was not asked for: " + provider + " failed " + BREAKER_REQUESTS + " times in a row");
            case RuntimeException bug -> throw bug;
            default -> throw new IllegalStateException(thrown);
        };
    }

    private String send(URI uri, Map<String, String> headers, String what) throws FeedTrouble, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(DEADLINE);
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request.build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            HttpResponse<byte[]> response = answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new FeedTrouble(
                        FeedTrouble.Kind.ofStatus(response.statusCode(), FeedTrouble.Kind.DISCONNECTED),
                        what + ": answered " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (ExecutionException failed) {
            // A message of the client could quote the request, and that may hold a key.
            boolean tooLong = String.valueOf(failed.getCause()).contains("capacity");
            throw new FeedTrouble(
                    tooLong ? FeedTrouble.Kind.UNREADABLE : FeedTrouble.Kind.DISCONNECTED,
                    what + ": " + (tooLong ? "more than " + LONGEST_ANSWER + " bytes" : name(failed.getCause())));
        } catch (TimeoutException late) {
            throw new FeedTrouble(
                    FeedTrouble.Kind.DISCONNECTED, what + ": no whole answer within " + DEADLINE.toSeconds() + " s");
        } finally {
            answer.cancel(true);
        }
    }

    private static String name(@Nullable Throwable cause) {
        return cause == null ? "no cause" : cause.getClass().getSimpleName();
    }
}
