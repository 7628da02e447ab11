package io.ffe.papervenue.domain;

/** Who waited for whom; it decides the fee. */
public enum Liquidity {
    /** The order took the quoted price: market orders, stops, limits that could trade when they arrived. */
    TAKER,
    /** The price came to the order: limits that rested, targets. */
    MAKER
}
