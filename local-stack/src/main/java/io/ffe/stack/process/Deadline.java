package io.ffe.stack.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A moment by the monotonic clock, so that a changed wall clock neither shortens nor lengthens a wait. */
public final class Deadline {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final long startNanos = System.nanoTime();
    private final long limitNanos;

    private Deadline(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    public static Deadline in(Duration limit) {
        return new Deadline(limit);
    }

    public boolean passed() {
        return System.nanoTime() - startNanos >= limitNanos;
    }

    /** Time since this deadline was set. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Looks every 50 ms until the condition holds: true when it does, false when the deadline passed first. */
    public boolean await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (passed()) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }
}
