package io.ffe.decision.llm;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How long this machine did not let us run: by how much a thread that only waits woke later than it had asked for, added
 * up. A promise about wall clock is held against the time that was ours.
 */
public final class MachineStalls implements AutoCloseable {

    private static final long PERIOD_NANOS = Duration.ofMillis(20).toNanos();

    private final AtomicLong stalledNanos = new AtomicLong();
    private final Thread thread = new Thread(this::watch, "machine-stalls");
    private volatile boolean running = true;

    public MachineStalls() {
        thread.setDaemon(true);
        thread.start();
    }

    public Duration soFar() {
        return Duration.ofNanos(stalledNanos.get());
    }

    private void watch() {
        long before = System.nanoTime();
        while (running) {
            LockSupport.parkNanos(PERIOD_NANOS);
            long now = System.nanoTime();
            stalledNanos.addAndGet(Math.max(0, now - before - PERIOD_NANOS));
            before = now;
        }
    }

    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
    }
}
