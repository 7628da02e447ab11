package io.ffe.marketdata.domain;

import io.ffe.schema.tick.JumpDetector;

/** What is odd about a tick that is in the bars all the same: counted, never silently repaired. */
public enum TickNote {
    /** Sequences of its source between the one before and this one are missing. */
    GAP,
    /** It happened before a tick of its source that came earlier; its time decides where in the bar it stands. */
    OUT_OF_ORDER,
    /** Bid above ask. */
    CROSSED,
    /** Bid equal to ask. */
    LOCKED,
    /** Its price is far from the last ones and not confirmed yet; in a live run such a tick is refused, see {@link JumpDetector}. */
    JUMP,
    /** A price is no multiple of the instrument's tick size. */
    OFF_GRID
}
