package io.ffe.papervenue.domain;

import java.time.Instant;

/**
 * Which record of the tick topic caused something.
 *
 * @param occurredAt the tick's own time, by its source
 */
public record TickRef(int partition, long offset, Instant occurredAt) {}
