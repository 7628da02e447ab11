package io.ffe.execution;

import java.time.Duration;

/** A pause before the next try that doubles up to a longest one. Monotonic: pauses are ours, not the market's. One thread. */
final class Backoff {

    private final Duration first;
    private Duration pause;
    private long overAtNanos = System.nanoTime();

    Backoff(Duration first) {
        this.first = first;
        this.pause = first;
    }

    boolean isOver() {
        return System.nanoTime() - overAtNanos >= 0;
    }

    void lengthen(Duration longest) {
        Duration next = pause.compareTo(longest) > 0 ? longest : pause;
        overAtNanos = System.nanoTime() + next.toNanos();
        pause = next.multipliedBy(2);
    }

    /** The pause that is under way ends after so long, if not before; what it is cut short for is worth short pauses again. */
    void endWithin(Duration most) {
        long latest = System.nanoTime() + most.toNanos();
        if (overAtNanos - latest > 0) {
            overAtNanos = latest;
            pause = first;
        }
    }
}
