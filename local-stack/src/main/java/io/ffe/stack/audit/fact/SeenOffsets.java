package io.ffe.stack.audit.fact;

import java.time.Instant;

/**
 * Offsets that an inbox calls handled without a row for each: pruned ones, and repeats under another offset.
 *
 * @param from the first
 * @param below the one after the last
 * @param appendedThrough the latest append time among them; what the partition took later is not meant
 */
public record SeenOffsets(int partition, long from, long below, Instant appendedThrough) {

    public boolean contains(Place place, Instant appendedAt) {
        return place.partition() == partition
                && place.offset() >= from
                && place.offset() < below
                && !appendedAt.isAfter(appendedThrough);
    }
}
