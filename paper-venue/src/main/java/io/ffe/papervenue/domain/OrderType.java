package io.ffe.papervenue.domain;

/** How an order finds its price. */
public enum OrderType {
    /** Fills at the first tick of its symbol once it is active. */
    MARKET,
    /** Fills at its limit price or better. */
    LIMIT,
    /** Becomes a market order when the price reaches its stop price. */
    STOP,
    /** Stop and target in one: made by the venue when an entry with protection fills, never by a client. */
    OCO
}
