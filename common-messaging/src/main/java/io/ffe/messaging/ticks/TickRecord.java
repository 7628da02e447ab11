package io.ffe.messaging.ticks;

import io.ffe.schema.event.Event;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.time.Duration;
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
        @Nullable Instant logicalNow) {

    /**
     * Whether it is a live tick that happened longer than this after the broker took it. Whoever goes by the newest tick passes over one:
     * nothing would be newer until its time has come. By the broker's time, so that whoever reads again comes to the same.
     */
    public boolean isFromTheFuture(Duration skew) {
        return event instanceof Tick tick
                && tick.origin() == Origin.LIVE
                && tick.occurredAt().isAfter(appendedAt.plus(skew));
    }

    /** The same, taken at this time: for whoever knows that the broker's clock was ahead when it took it. */
    public TickRecord appendedBy(Instant time) {
        return new TickRecord(event, partition, offset, time, traceparent, logicalNow);
    }
}
