package io.ffe.stack.audit.fact;

import java.util.Map;

/**
 * How far the consumer groups have committed, and where the topics end; the commits were read first.
 *
 * @param committed by partition, absent where nothing was ever committed
 * @param ends by partition
 */
public record Offsets(Map<Subscription, Map<Integer, Long>> committed, Map<Subscription, Map<Integer, Long>> ends) {

    /** The offset up to which a group has acknowledged a partition. */
    public long committed(Subscription subscription, int partition) {
        return committed.getOrDefault(subscription, Map.of()).getOrDefault(partition, 0L);
    }

    /** True when the group has acknowledged the record at this place. */
    public boolean acknowledged(Subscription subscription, Place place) {
        return place.offset() < committed(subscription, place.partition());
    }
}
