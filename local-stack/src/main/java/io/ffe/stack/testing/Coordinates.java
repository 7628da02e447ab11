package io.ffe.stack.testing;

import io.ffe.stack.postgres.PostgresEndpoint;
import org.jspecify.annotations.Nullable;

/** What the process beside the tests says: where the pair is, or why there is none. */
public record Coordinates(
        String choice,
        @Nullable String bootstrapServers,
        @Nullable PostgresEndpoint postgres,
        @Nullable String error) {}
