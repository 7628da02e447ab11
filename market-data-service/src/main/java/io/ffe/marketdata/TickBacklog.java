package io.ffe.marketdata;

import io.ffe.schema.event.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ticks that wait to be stored, in batches: a batch is full, or its first tick has waited for long enough. Bounded: whoever
 * offers never waits. One thread takes.
 */
final class TickBacklog {

    private static final long IDLE_NANOS = Duration.ofMillis(200).toNanos();
    /** While a batch fills up nobody is woken for each tick of it. */
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private final ArrayBlockingQueue<Tick> queue;
    private final int batch;
    private final long flushAfterNanos;
    private volatile boolean closing;
    private volatile boolean limited;
    private volatile long limitNanos;

    TickBacklog(int capacity, int batch, Duration flushAfter) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.batch = batch;
        this.flushAfterNanos = flushAfter.toNanos();
    }

    /** False when there is no room. */
    boolean offer(Tick tick) {
        return queue.offer(tick);
    }

    /** The next batch; empty when nothing came for a moment. */
    List<Tick> take() throws InterruptedException {
        List<Tick> ticks = new ArrayList<>(batch);
        Tick first = queue.poll(closing ? 0 : IDLE_NANOS, TimeUnit.NANOSECONDS);
        if (first == null) {
            return ticks;
        }
        ticks.add(first);
        long since = System.nanoTime();
        queue.drainTo(ticks, batch - 1);
        while (ticks.size() < batch && !closing && System.nanoTime() - since < flushAfterNanos) {
            LockSupport.parkNanos(LOOK_NANOS);
            queue.drainTo(ticks, batch - ticks.size());
        }
        return ticks;
    }

    /** From now on work is over after so long, whatever is left. */
    void limit(Duration left) {
        limitNanos = System.nanoTime() + left.toNanos();
        limited = true;
    }

    /** Nothing more will be offered: no batch waits to become full. */
    void close() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    /** Whether there is nothing more to do: all was taken, or its time is over. */
    boolean isOver() {
        return timeIsOver() || (closing && queue.isEmpty());
    }

    /** Waits; false when the time for work is over before. */
    boolean pause(Duration pause) {
        long since = System.nanoTime();
        while (System.nanoTime() - since < pause.toNanos() && !timeIsOver()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return !timeIsOver();
    }

    /** What nobody has taken; none of it is left. */
    List<Tick> rest() {
        List<Tick> rest = new ArrayList<>();
        queue.drainTo(rest);
        return rest;
    }

    /** Of the time for work; none when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, limitNanos - System.nanoTime()));
    }

    private boolean timeIsOver() {
        return limited && System.nanoTime() - limitNanos >= 0;
    }
}
