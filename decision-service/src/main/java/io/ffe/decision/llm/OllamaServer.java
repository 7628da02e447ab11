package io.ffe.decision.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One Ollama server: its address, connections and places, and what it says about itself. Models behind it share all of
 * these. Thread-safe.
 */
final class OllamaServer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OllamaServer.class);

    /** What goes into the record has to look like what it is. */
    private static final Pattern DIGEST = Pattern.compile("(sha256:)?[0-9a-f]{12,64}");

    private static final Pattern VERSION = Pattern.compile("[\\w.+-]{1,64}");

    private final URI baseUrl;
    private final HttpClient http;
    private final int concurrency;
    private final Semaphore places;
    private final Duration patience;
    private final Duration maximumAge;
    private final Object asking = new Object();
    private volatile @Nullable Facts facts;
    /** To the last question about itself; guarded by {@code asking}. */
    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

    /**
     * What the server said about itself.
     *
     * @param version of Ollama, absent when it said something else
     * @param digests of its models, by the name that it lists them under
     */
    record Facts(@Nullable String version, Map<String, String> digests, long readAtNanos) {

        /** Ollama takes a name without a tag for the tag {@code latest}. */
        Optional<String> digest(String model) {
            return Optional.ofNullable(digests.get(model.contains(":") ? model : model + ":latest"));
        }
    }

    /**
     * @param patience for a connection, and for each answer about itself
     * @param concurrency calls to models that it works on at the same time
     * @param maximumAge after which it is asked about itself again
     */
    OllamaServer(URI baseUrl, Duration patience, int concurrency, Duration maximumAge) {
        this.baseUrl = baseUrl;
        this.patience = patience;
        this.maximumAge = maximumAge;
        this.concurrency = concurrency;
        this.places = new Semaphore(concurrency);
        // Ollama speaks HTTP/1.1; asking it to upgrade costs a header and has confused proxies.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    URI baseUrl() {
        return baseUrl;
    }

    HttpClient http() {
        return http;
    }

    /** One for each call that may run; held until the call has really ended. */
    Semaphore places() {
        return places;
    }

    /** Calls that have not ended. */
    int running() {
        return concurrency - places.availablePermits();
    }

    /** What it last said, however long ago; empty when it never did. Asks nobody. */
    Optional<Facts> lastFacts() {
        return Optional.ofNullable(facts);
    }

    /**
     * Has the server asked about itself when its last word is too old: on a thread of its own, so that no call's deadline
     * pays for it, and once at a time.
     *
     * @return done when there is nothing left to wait for, whether it answered or not
     */
    CompletableFuture<Void> refreshFacts() {
        synchronized (asking) {
            Facts last = facts;
            if (last != null && System.nanoTime() - last.readAtNanos() <= maximumAge.toNanos()) {
                return CompletableFuture.completedFuture(null);
            }
            if (answer.isDone()) {
                CompletableFuture<Void> next = new CompletableFuture<>();
                answer = next;
                Thread.ofVirtual().name("llm-facts").start(() -> readInto(next));
            }
            return answer;
        }
    }

    private void readInto(CompletableFuture<Void> done) {
        try {
            facts = read();
        } catch (IOException noAnswer) {
            // Not of interest by itself: the call beside it tells how the server is.
            LOG.debugf("the server says nothing about itself url=%s cause=%s", baseUrl, noAnswer.toString());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            done.complete(null);
        }
    }

    private Facts read() throws IOException, InterruptedException {
        Map<String, String> digests = new HashMap<>();
        for (JsonNode model : get("/api/tags").path("models")) {
            String digest = model.path("digest").asText();
            if (DIGEST.matcher(digest).matches()) {
                digests.put(model.path("name").asText(), digest);
            }
        }
        String version = get("/api/version").path("version").asText();
        return new Facts(VERSION.matcher(version).matches() ? version : null, Map.copyOf(digests), System.nanoTime());
    }

    /** The client's own limit ends with the headers: a body that stalls after them would be waited for, and nothing asked again. */
    private JsonNode get(String path) throws IOException, InterruptedException {
        Duration limit = patience.dividedBy(2);
        CompletableFuture<HttpResponse<byte[]>> asking = http.sendAsync(
                HttpRequest.newBuilder(under(path)).build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), 1024 * 1024));
        try {
            HttpResponse<byte[]> whole = asking.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (whole.statusCode() != 200) {
                throw new IOException(path + " was answered with " + whole.statusCode());
            }
            return Json.mapper().readTree(whole.body());
        } catch (TimeoutException slow) {
            throw new IOException(path + " was not answered in " + limit, slow);
        } catch (ExecutionException failed) {
            throw new IOException(path + " was not answered: " + failed.getCause(), failed);
        } finally {
            asking.cancel(true);
        }
    }

    private URI under(String path) {
        String base = baseUrl.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
