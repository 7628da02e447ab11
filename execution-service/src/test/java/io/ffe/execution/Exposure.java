package io.ffe.execution;

import java.math.BigDecimal;
import java.time.Duration;

/** For how long a venue's position is larger than its stops cover, while execution is at work. By the monotonic clock. */
final class Exposure {

    private final RealVenueStub venue;
    private boolean atWork;
    private boolean bare;
    private long since;
    private long longestNanos;

    Exposure(RealVenueStub venue) {
        this.venue = venue;
    }

    /** Execution has recovered: from now on it counts. */
    synchronized void atWork() {
        atWork = true;
    }

    /** Nobody can protect anything now. */
    synchronized void dead() {
        look();
        atWork = false;
        bare = false;
    }

    synchronized void look() {
        BigDecimal position = venue.position().abs();
        boolean now = atWork && position.compareTo(venue.covered()) > 0;
        if (now && !bare) {
            since = System.nanoTime();
        }
        if (bare || now) {
            longestNanos = Math.max(longestNanos, System.nanoTime() - since);
        }
        bare = now;
    }

    synchronized Duration longest() {
        return Duration.ofNanos(longestNanos);
    }
}
