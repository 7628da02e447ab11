package io.ffe.marketdata;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Holds a replay to at most so many logical seconds for each second on the wall. It never makes it faster. */
final class Pace {

    private static final long LONGEST_NAP = Duration.ofMillis(200).toNanos();

    private final double speed;
    private final Instant logicalStart;
    private final long wallStart = System.nanoTime();

    /** @param speed logical seconds for each second on the wall; 0 for no limit */
    Pace(double speed, Instant logicalStart) {
        this.speed = speed;
        this.logicalStart = logicalStart;
    }

    boolean isPaced() {
        return speed > 0;
    }

    /** Returns when the logical time is due, or when {@code running} has turned false. */
    void await(Instant logicalTime, BooleanSupplier running) {
        if (!isPaced()) {
            return;
        }
        long due = (long) (Duration.between(logicalStart, logicalTime).toNanos() / speed);
        long left = due - (System.nanoTime() - wallStart);
        while (left > 0 && running.getAsBoolean()) {
            LockSupport.parkNanos(Math.min(left, LONGEST_NAP));
            left = due - (System.nanoTime() - wallStart);
        }
    }
}
