package io.ffe.pipeline;

import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Clients of a service that ask for the same again as soon as they have an answer, whatever it is, until they are closed. */
final class Callers implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Callers() {}

    /** @param path with its query */
    static Callers of(Pipeline pipeline, int many, Service service, String path) throws IOException {
        URL url = URI.create(pipeline.url(service) + path).toURL();
        Callers callers = new Callers();
        for (int i = 0; i < many; i++) {
            // Each somebody else: the rate of one would be limited.
            String token = pipeline.token("caller-" + i, Role.VIEWER, Duration.ofHours(1));
            callers.threads.execute(() -> callers.ask(url, token));
        }
        return callers;
    }

    private void ask(URL url, String token) {
        while (!over.get()) {
            try {
                // The newer client takes as much of a processor for a large answer as the service that makes it, which
                // then waits for it.
                HttpURLConnection request = (HttpURLConnection) url.openConnection();
                request.setRequestProperty("Authorization", "Bearer " + token);
                request.setConnectTimeout(TIMEOUT_MILLIS);
                request.setReadTimeout(TIMEOUT_MILLIS);
                try (InputStream answer =
                        request.getResponseCode() < 400 ? request.getInputStream() : request.getErrorStream()) {
                    answer.transferTo(OutputStream.nullOutputStream());
                }
            } catch (IOException refused) {
                // That is what it is about.
            }
        }
    }

    @Override
    public void close() {
        over.set(true);
        threads.shutdownNow();
    }
}
