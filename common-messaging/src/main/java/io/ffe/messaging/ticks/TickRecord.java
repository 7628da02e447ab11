package io.ffe.messaging.ticks;

import io.ffe.schema.event.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of the tick topic.
 *
 * @param event a {@link io.ffe.schema.event.Tick} or a {@link io.ffe.schema.event.Watermark}
 * @param appendedAt when the broker took it
 */
public record TickRecord(
        Event event,
        int partition,
        long offset,
        Instant appendedAt,
        @Nullable String traceparent,
        @Nullable Instant logicalNow) {}
