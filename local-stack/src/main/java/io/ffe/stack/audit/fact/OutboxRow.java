package io.ffe.stack.audit.fact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event in the outbox of a service, by the database's clock.
 *
 * @param publishedAt absent while the relay has not marked it
 */
public record OutboxRow(
        String topic,
        String id,
        Instant createdAt,
        @Nullable Instant publishedAt,
        long digest) {}
