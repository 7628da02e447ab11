package io.ffe.marketdata;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Whether every other process says that it can do its work. Asks at most once a second. */
final class PeerReadiness {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long ASK_EVERY = Duration.ofSeconds(1).toNanos();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final List<URI> urls;
    private long askedAt = System.nanoTime() - ASK_EVERY;
    private boolean ready;

    PeerReadiness(List<URI> urls) {
        this.urls = urls;
    }

    boolean allReady() {
        long now = System.nanoTime();
        if (now - askedAt >= ASK_EVERY) {
            ready = urls.stream().allMatch(this::isReady);
            askedAt = now;
        }
        return ready;
    }

    private boolean isReady(URI url) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException unreachable) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
