package io.ffe.stack.token;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The file from which a service reads its token at each call, written anew at half of the token's life, so that a token
 * that was read has at least half of its life left. A write that fails is reported and tried again soon.
 */
public final class TokenFile implements AutoCloseable {

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final Tokens tokens;
    private final Path file;
    private final String service;
    private final Map<String, ?> claims;
    private final Consumer<String> complaints;
    private final ScheduledExecutorService renewal = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("token-renewal").factory());

    /** @param complaints is told when the file could not be renewed */
    public TokenFile(Tokens tokens, Path file, String service, Map<String, ?> claims, Consumer<String> complaints) {
        this.tokens = tokens;
        this.file = file;
        this.service = service;
        this.claims = Map.copyOf(claims);
        this.complaints = complaints;
    }

    /** Writes the first token, and renews it until closed. */
    public TokenFile keep() {
        try {
            write();
        } catch (IOException refused) {
            throw Problem.failure("token file " + file + " cannot be written: " + refused.getMessage(), refused);
        }
        renewIn(LIFETIME.dividedBy(2));
        return this;
    }

    public Path path() {
        return file;
    }

    @Override
    public void close() {
        renewal.shutdownNow();
    }

    private void renewIn(Duration pause) {
        // The future is of no use: renew() ends normally and reports for itself.
        var unused = renewal.schedule(this::renew, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void renew() {
        try {
            write();
            renewIn(LIFETIME.dividedBy(2));
        } catch (IOException refused) {
            complaints.accept("token file " + file + " could not be renewed: " + refused.getMessage());
            renewIn(RETRY);
        }
    }

    private void write() throws IOException {
        PrivateFiles.write(file, tokens.issue(Role.SERVICE, service, LIFETIME, claims));
    }
}
