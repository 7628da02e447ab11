package io.ffe.execution.venue;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many requests may leave for a provider: a bucket that refills steadily. Its last part is kept for cancels, so that questions
 * and new orders never stand in the way of one, and a pause that the venue asks for holds for everything but cancels.
 */
public final class RequestBudget {

    /** What a request is for. */
    public enum Use {
        /** Takes something off the market. */
        CANCEL,
        /** A new order, or a question. */
        OTHER
    }

    private final double perNano;
    private final double size;
    private final double keptForCancels;
    private final LongSupplier nanos;
    private double left;
    private long countedAt;
    private long pausedUntil;
    private boolean paused;

    /**
     * @param perSecond requests that may leave in a second, and at once after a rest
     * @param keptForCancels how many of them only a cancel may use
     * @param nanos monotonic time
     */
    public RequestBudget(int perSecond, int keptForCancels, LongSupplier nanos) {
        if (perSecond < 1 || keptForCancels < 0 || keptForCancels >= perSecond) {
            throw new IllegalArgumentException("a budget of " + perSecond + " requests a second of which "
                    + keptForCancels + " are kept for cancels, expected at least 1 and fewer kept than there are");
        }
        this.perNano = perSecond / 1e9;
        this.size = perSecond;
        this.keptForCancels = keptForCancels;
        this.nanos = nanos;
        this.left = perSecond;
        this.countedAt = nanos.getAsLong();
    }

    /** Takes a permit. @return zero when there was one, else how long until there is one, and none was taken */
    public synchronized Duration take(Use use) {
        long now = nanos.getAsLong();
        left = Math.min(size, left + (now - countedAt) * perNano);
        countedAt = now;
        if (use == Use.OTHER && paused) {
            long remaining = pausedUntil - now;
            if (remaining > 0) {
                return Duration.ofNanos(remaining);
            }
            paused = false;
        }
        double missing = 1 + (use == Use.CANCEL ? 0 : keptForCancels) - left;
        if (missing > 0) {
            return Duration.ofNanos((long) Math.ceil(missing / perNano));
        }
        left -= 1;
        return Duration.ZERO;
    }

    /** The venue wants to be left alone for so long; a longer pause that is under way stays. */
    public synchronized void pause(Duration pause) {
        long until = nanos.getAsLong() + pause.toNanos();
        if (!paused || until - pausedUntil > 0) {
            pausedUntil = until;
            paused = true;
        }
    }
}
