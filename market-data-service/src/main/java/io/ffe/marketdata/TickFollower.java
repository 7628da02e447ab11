package io.ffe.marketdata;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;

/**
 * Told of every tick that went into bars, in the order of the topic, and of the bars and snapshots that records closed, by the
 * thread that owns the pipelines: it must neither wait nor throw. After a restart what came since the last checkpoint is told
 * again.
 */
public interface TickFollower {

    void folded(Tick tick);

    /** A bar is about to be published. */
    default void closed(Bar bar) {}

    /** A snapshot is about to be published. */
    default void released(Snapshot snapshot) {}
}
