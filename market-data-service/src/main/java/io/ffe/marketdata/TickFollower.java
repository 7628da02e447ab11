package io.ffe.marketdata;

import io.ffe.schema.event.Tick;

/**
 * Told of every tick that went into bars, in the order of the topic, by the thread that owns the pipelines: it must neither
 * wait nor throw. After a restart ticks since the last checkpoint are told again.
 */
interface TickFollower {

    void folded(Tick tick);
}
