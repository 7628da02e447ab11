package io.ffe.schema.event;

/** How an order finds its price. */
public enum OrderType {
    /** At whatever the market gives; a real venue may bound it by a collar of its own. */
    MARKET,
    /** At its limit price or better. */
    LIMIT
}
