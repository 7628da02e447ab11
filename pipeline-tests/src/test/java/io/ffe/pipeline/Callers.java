package io.ffe.pipeline;

import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Clients of a service that ask for the same again as soon as they have an answer, whatever it is, until they are closed. */
final class Callers implements AutoCloseable {

    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** A connection for each, as if they were many. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Callers() {}

    /** @param path with its query */
    static Callers of(Pipeline pipeline, int many, Service service, String path) {
        Callers callers = new Callers();
        for (int i = 0; i < many; i++) {
            // Each somebody else: the rate of one would be limited.
            HttpRequest request = HttpRequest.newBuilder(URI.create(pipeline.url(service) + path))
                    .timeout(Duration.ofSeconds(20))
                    .header(
                            "Authorization",
                            "Bearer " + pipeline.token("caller-" + i, Role.VIEWER, Duration.ofHours(1)))
                    .build();
            callers.threads.execute(() -> callers.ask(request));
        }
        return callers;
    }

    private void ask(HttpRequest request) {
        while (!over.get()) {
            try {
                http.send(request, HttpResponse.BodyHandlers.discarding());
            } catch (IOException refused) {
                // That is what it is about.
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    @Override
    public void close() {
        over.set(true);
        threads.shutdownNow();
        http.shutdownNow();
    }
}
