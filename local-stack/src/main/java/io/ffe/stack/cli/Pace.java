package io.ffe.stack.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How long a replay still takes, from how far it came in the last minutes. Not from its start: quiet weeks go faster than
 * busy ones, and what a run did an hour ago says little about now.
 */
final class Pace {

    private static final long WINDOW_NANOS = Duration.ofMinutes(2).toNanos();
    /** Less than this says nothing yet. */
    private static final long SHORTEST_NANOS = Duration.ofSeconds(5).toNanos();

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(double progress, long nanos) {}

    /**
     * Takes note of how far it is.
     *
     * @param progress 0 to 1
     * @param nanos by the monotonic clock
     * @return the time left; empty while that cannot be told, also when nothing has moved for minutes
     */
    Optional<Duration> left(double progress, long nanos) {
        Sample last = samples.peekLast();
        if (last != null && progress < last.progress()) {
            // Market-data was started again and went back to its checkpoint.
            samples.clear();
        }
        samples.addLast(new Sample(progress, nanos));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        double done = progress - first.progress();
        long took = nanos - first.nanos();
        return took < SHORTEST_NANOS || done <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) Math.min(took / done * (1 - progress), Long.MAX_VALUE)));
    }
}
