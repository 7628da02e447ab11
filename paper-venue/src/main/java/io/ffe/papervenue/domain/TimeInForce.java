package io.ffe.papervenue.domain;

/** How long an order works. */
public enum TimeInForce {
    /** Until it is filled or canceled. */
    GTC,
    /** What its first active tick does not fill expires. */
    IOC,
    /** Filled whole by its first active tick, or not at all. */
    FOK,
    /** Until it is filled or canceled, or its time is over. */
    GTD;

    /** True when the order is over with its first active tick. */
    boolean immediate() {
        return this == IOC || this == FOK;
    }
}
