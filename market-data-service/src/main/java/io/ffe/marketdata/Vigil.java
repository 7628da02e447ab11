package io.ffe.marketdata;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Notices that this process stood still: frozen, suspended, without a processor. After so long others may have taken over what it
 * had, and it does not know yet. Until the group has confirmed that they have not, nothing is to be said for what it had.
 *
 * <p>A thread of its own looks: one that waits for a database stands still too, and its process lives on.
 */
final class Vigil {

    /** Shorter than the group waits for a member (6 s), less the time between two of its heartbeats (1 s). */
    static final Duration LIMIT = Duration.ofSeconds(4);

    private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();

    private final LongSupplier nanos;
    private final Thread thread = Thread.ofPlatform().name("vigil").daemon().unstarted(this::lookAgainAndAgain);
    private volatile long seenNanos;
    private volatile boolean doubted;
    private volatile boolean running = true;

    /** @param nanos as {@link System#nanoTime()}, which goes on while a process stands still */
    Vigil(LongSupplier nanos) {
        this.nanos = nanos;
        this.seenNanos = nanos.getAsLong();
    }

    void start() {
        seenNanos = nanos.getAsLong();
        thread.start();
    }

    void stop() {
        running = false;
        LockSupport.unpark(thread);
    }

    /** False from the first moment after it has stood still, until {@link #confirmed}. From any thread. */
    boolean trusted() {
        return !doubted && nanos.getAsLong() - seenNanos < LIMIT.toNanos();
    }

    /** @param askedAtNanos when the group was asked whether all is as it was, and it was */
    void confirmed(long askedAtNanos) {
        // It may have stood still again between the answer and this.
        if (nanos.getAsLong() - askedAtNanos < LIMIT.toNanos()) {
            look();
            doubted = false;
        }
    }

    void look() {
        long now = nanos.getAsLong();
        if (now - seenNanos >= LIMIT.toNanos()) {
            doubted = true;
        }
        seenNanos = now;
    }

    private void lookAgainAndAgain() {
        while (running) {
            look();
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
