package io.ffe.schema.serde;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What travels beside the payload, in record headers.
 *
 * @param id {@code ce_id}: the event's deterministic id
 * @param type {@code ce_type}: an {@link io.ffe.schema.event.EventType#wireName()}
 * @param source {@code ce_source}: who wrote it, as in {@code ffe/market-data}
 * @param time {@code ce_time}: the event's own time
 * @param subject {@code ce_subject}
 * @param traceparent W3C trace context, absent when the writer traced nothing
 * @param logicalNow {@code ffe-now}: logical time in a replay, absent when live
 */
public record Envelope(
        String id,
        String type,
        String source,
        Instant time,
        @Nullable String subject,
        @Nullable String traceparent,
        @Nullable Instant logicalNow) {}
