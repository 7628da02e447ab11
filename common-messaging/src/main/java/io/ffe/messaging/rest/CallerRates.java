package io.ffe.messaging.rest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A bucket for each caller: full at first, emptied by one with each request, filled again at a steady rate. Remembers the callers that
 * were heard last; one that is forgotten starts full, as it would have been by then. Thread-safe.
 */
final class CallerRates {

    private static final int REMEMBERED = 10_000;
    private static final double NANOS = 1e9;

    private final int perSecond;
    private final int burst;
    private final LongSupplier nanos;

    /** Guarded by this; heard longest ago first. */
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Bucket(double requests, long at) {}

    /**
     * @param perSecond 0 is no limit
     * @param nanos monotonic time
     */
    CallerRates(int perSecond, int burst, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
    }

    /** Takes one request of the caller's; zero when it is granted, else how long until the next one would be. */
    synchronized Duration take(String caller) {
        if (perSecond == 0) {
            return Duration.ZERO;
        }
        long now = nanos.getAsLong();
        Bucket before = buckets.getOrDefault(caller, new Bucket(burst, now));
        double there = Math.min(burst, before.requests() + (now - before.at()) / NANOS * perSecond);
        boolean granted = there >= 1;
        buckets.put(caller, new Bucket(granted ? there - 1 : there, now));
        return granted ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - there) / perSecond * NANOS));
    }

    synchronized int remembered() {
        return buckets.size();
    }
}
