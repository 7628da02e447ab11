package io.ffe.marketdata.domain.fanout;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** Frames that were handed to a client's socket and that the socket has not taken. Any thread. */
public final class Backlog {

    private final SequencedSet<Frame> frames = new LinkedHashSet<>();
    private long bytes;

    /** One of them; equal to itself only. */
    public static final class Frame {

        private final long bytes;
        private final long handedOverNanos;
        private final List<Update> updates;

        private Frame(long bytes, long handedOverNanos, List<Update> updates) {
            this.bytes = bytes;
            this.handedOverNanos = handedOverNanos;
            this.updates = List.copyOf(updates);
        }
    }

    /** @param nowNanos of the monotonic clock */
    public synchronized Frame add(long frameBytes, long nowNanos, List<Update> updates) {
        Frame frame = new Frame(frameBytes, nowNanos, updates);
        frames.add(frame);
        bytes += frameBytes;
        return frame;
    }

    /** The socket has taken it. */
    public void written(Frame frame) {
        if (remove(frame)) {
            frame.updates.forEach(Update::delivered);
        }
    }

    /** The connection ended before the socket took it. */
    public void lost(Frame frame) {
        if (remove(frame)) {
            frame.updates.forEach(Update::dropped);
        }
    }

    /** The connection is over: what it has not taken it will never take. */
    public void end() {
        List<Frame> left;
        synchronized (this) {
            left = List.copyOf(frames);
        }
        left.forEach(this::lost);
    }

    public synchronized long bytes() {
        return bytes;
    }

    /** How long the first of them has waited; 0 when none does. */
    public synchronized long oldestNanos(long nowNanos) {
        return frames.isEmpty() ? 0 : nowNanos - frames.getFirst().handedOverNanos;
    }

    private synchronized boolean remove(Frame frame) {
        boolean there = frames.remove(frame);
        if (there) {
            bytes -= frame.bytes;
        }
        return there;
    }
}
