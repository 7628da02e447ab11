package io.ffe.marketdata.ws;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The monotonic clock, less the time in which this process stood still: frozen, suspended, without a processor. Nobody could be
 * served meanwhile, so no client is cut off for what it did not do then.
 */
final class AwakeTime {

    /** The thread that looks may come so much later than it meant to before the rest counts as standing still. */
    private static final long LATE_NANOS = Duration.ofMillis(200).toNanos();

    private final LongSupplier nanos;
    private final long longestLookNanos;
    /** Written by the thread that looks. */
    private volatile long stoodStillNanos;

    private long lookedNanos;

    /**
     * @param nanos as {@link System#nanoTime()}, which goes on while a process stands still
     * @param interval between two looks
     */
    AwakeTime(LongSupplier nanos, Duration interval) {
        this.nanos = nanos;
        this.longestLookNanos = interval.toNanos() + LATE_NANOS;
        this.lookedNanos = nanos.getAsLong();
    }

    /** Nanoseconds since an arbitrary origin. From any thread: one that asks before the next look still has the old count. */
    long nanos() {
        return nanos.getAsLong() - stoodStillNanos;
    }

    /** To be called each interval, by one thread. Returns {@link #nanos()}. */
    long look() {
        long now = nanos.getAsLong();
        long still = now - lookedNanos - longestLookNanos;
        lookedNanos = now;
        if (still > 0) {
            stoodStillNanos += still;
        }
        return now - stoodStillNanos;
    }
}
