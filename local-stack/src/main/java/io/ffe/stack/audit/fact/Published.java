package io.ffe.stack.audit.fact;

import io.ffe.schema.event.Event;
import io.ffe.schema.serde.Decoded;
import io.ffe.schema.topic.Topics;
import java.time.Instant;
import java.util.Optional;

/**
 * A record of a topic.
 *
 * @param appendedAt when the broker took it, by the broker's clock
 * @param writer {@code ce_source}, empty when the record has none
 * @param payload its value; empty for a tombstone
 * @param decoded what its readers make of it
 */
public record Published(Topics topic, Place place, Instant appendedAt, String writer, byte[] payload, Decoded decoded) {

    /** The event in it, or empty when it is none that the topic may carry. */
    public Optional<Event> event() {
        return decoded instanceof Decoded.Accepted accepted ? Optional.of(accepted.event()) : Optional.empty();
    }

    public long digest() {
        return Digest.of(payload);
    }
}
