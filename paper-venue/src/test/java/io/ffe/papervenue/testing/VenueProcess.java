package io.ffe.papervenue.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.PackagedService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The venue as it is shipped: a process of its own from the packaged jar, spoken to over HTTP. */
public final class VenueProcess implements AutoCloseable {

    public static final String PORTFOLIO = "main";

    private static final PackagedService PACKAGED = new PackagedService(Service.PAPER_VENUE);
    private static final String HEAP = "128m";
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(180);

    private final Process process;
    private final URI base;
    private final Path log;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** What came back. */
    public record Answer(int status, JsonNode body) {}

    private VenueProcess(Process process, URI base, Path log) {
        this.process = process;
        this.base = base;
        this.log = log;
    }

    /**
     * Starts a process and does not wait.
     *
     * @param folder for its journal and its log
     * @param before a command to run it behind, such as a shell that sets limits; the command line follows as arguments
     */
    public static VenueProcess launch(
            Path folder, String bootstrapServers, Map<String, String> settings, String... before) {
        int port = freePort();
        Path log = folder.resolve("venue-" + port + ".log");
        List<String> properties = new ArrayList<>(List.of(
                "-Dkafka.bootstrap.servers=" + bootstrapServers,
                "-Dquarkus.http.port=" + port,
                "-Dmp.jwt.verify.publickey.location=file:" + Tokens.publicKey(),
                "-Dffe.run.id=it",
                "-Dffe.run.origin=replay",
                "-Dffe.paper-venue.journal=" + folder.resolve("journal.jsonl")));
        settings.forEach((name, value) -> properties.add("-D" + name + "=" + value));
        List<String> command = new ArrayList<>(List.of(before));
        // Where nothing is set otherwise it gets ready.
        command.addAll(
                settings.isEmpty() && before.length == 0
                        ? PACKAGED.commandOfOneThatGetsReady(HEAP, properties)
                        : PACKAGED.command(HEAP, properties));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new VenueProcess(process, URI.create("http://127.0.0.1:" + port), log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until it answers with UP at a health path such as {@code ready}; ends it when it does not in time. */
    public VenueProcess await(String health) {
        try {
            Awaitility.await("venue " + health)
                    .atMost(STARTS_WITHIN)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        if (!process.isAlive()) {
                            throw new IllegalStateException("the venue ended: " + log());
                        }
                        return isUp(health);
                    });
            PACKAGED.isReady(process.toHandle());
            return this;
        } catch (ConditionTimeoutException late) {
            close();
            throw new AssertionError("the venue is not " + health + ": " + log(), late);
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    /** Waits until it is live or has ended, as with a failpoint on its way. */
    public VenueProcess awaitLiveOrEnd() {
        Awaitility.await("venue live or ended")
                .atMost(STARTS_WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !process.isAlive() || isUp("live"));
        return this;
    }

    public boolean isUp(String health) {
        try {
            return send(request("/q/health/" + health).GET().build()).status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Waits for its end and gives what it logged. */
    public String awaitFailure() {
        try {
            if (!process.waitFor(STARTS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the venue did not end, see " + log);
            }
        } catch (InterruptedException asked) {
            throw new IllegalStateException(asked);
        }
        if (process.exitValue() == 0) {
            throw new AssertionError("the venue ended well, see " + log);
        }
        return log();
    }

    /** Ends it as SIGKILL does. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended by itself. */
    public void awaitEnd() {
        try {
            if (!process.waitFor(STARTS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the venue did not end, see " + log);
            }
        } catch (InterruptedException asked) {
            throw new IllegalStateException(asked);
        }
    }

    /** @throws IOException when no answer came, whatever became of the order */
    public Answer place(String order) throws IOException {
        return send(asService("/api/v1/orders")
                .POST(HttpRequest.BodyPublishers.ofString(order))
                .build());
    }

    public Answer get(String path) throws IOException {
        return send(asService(path).GET().build());
    }

    /** All events of the portfolio, once the beat is merged. */
    public List<JsonNode> eventsThrough(long beat) throws IOException {
        long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
        List<JsonNode> events = new ArrayList<>();
        while (System.nanoTime() < deadline) {
            Answer page = get("/api/v1/events?portfolio=" + PORTFOLIO + "&after=" + events.size() + "&throughBeat="
                    + beat + "&waitMs=5000&limit=1000");
            page.body().get("events").forEach(events::add);
            boolean merged = page.body().get("beat").asLong() >= beat;
            if (merged && events.size() == page.body().get("lastSequence").asLong()) {
                return events;
            }
        }
        throw new AssertionError("beat " + beat + " was not merged: " + log());
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }

    private HttpRequest.Builder asService(String path) {
        return request(path)
                .header("Authorization", "Bearer " + Tokens.service(PORTFOLIO))
                .header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
    }

    private Answer send(HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), Json.mapper().readTree(response.body()));
        } catch (InterruptedException asked) {
            throw new IllegalStateException(asked);
        }
    }

    private static int freePort() {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
