package io.ffe.papervenue.domain;

/** How long an order works. */
public enum TimeInForce {
    /** Until it is filled or canceled. */
    GTC,
    /** What its first active tick does not fill expires. */
    IOC
}
