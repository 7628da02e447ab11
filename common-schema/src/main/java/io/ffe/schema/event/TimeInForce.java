package io.ffe.schema.event;

/** How long an order works. */
public enum TimeInForce {
    /** Until it is filled or cancelled; execution cancels an entry at the end of its verdict's validity. */
    GTC,
    /** Until a time, at which the venue itself ends it: the end of the verdict's validity. */
    GTD,
    /** What does not trade at once is given up. */
    IOC,
    /** All of it at once, or nothing. */
    FOK;

    /** True for an order that may wait in the venue's book. */
    public boolean rests() {
        return this == GTC || this == GTD;
    }
}
