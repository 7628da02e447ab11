package io.ffe.stack.audit.fact;

/** Where a record stands, as in {@code ffe.ticks.v1:3:120}. */
public record Place(String topic, int partition, long offset) {

    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
