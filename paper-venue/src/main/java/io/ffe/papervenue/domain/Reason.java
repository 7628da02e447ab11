package io.ffe.papervenue.domain;

/** Why an order was rejected, ended or changed without the client's doing. The wire and the metrics use these names. */
public enum Reason {
    /** Rejected: the instrument list does not have the symbol. */
    UNKNOWN_SYMBOL,
    /** Rejected: the symbol is quoted in a currency that is not treated as the account's. */
    CURRENCY,
    /** Rejected: the quantity is not a whole number of lots. */
    LOT_SIZE,
    /** Rejected: a price is not on the instrument's tick grid. */
    TICK_SIZE,
    /** Rejected: below the instrument's smallest quantity. */
    MIN_QUANTITY,
    /** Rejected: above the instrument's largest quantity. */
    MAX_QUANTITY,
    /** Rejected: worth less than the instrument's smallest order. */
    MIN_NOTIONAL,
    /** Rejected: no quote of the symbol has been read yet. */
    NO_PRICE,
    /** Rejected: reduce-only, and there is no position that it would reduce. */
    REDUCE_ONLY_NO_POSITION,
    /** Rejected: the exposure after it would exceed equity times the leverage limit. */
    INSUFFICIENT_MARGIN,
    /** Rejected: the id of its protection was used before. */
    DUPLICATE_PROTECTION_ID,
    /** Rejected: a fault setting says so. */
    FAULT,
    /** Canceled: the client asked for it. */
    CLIENT,
    /** Canceled: the position that it would reduce is gone. */
    POSITION_CLOSED,
    /** Canceled: the entry's protection has ended, and an entry never fills on without it. */
    PROTECTION_ENDED,
    /** Expired: IOC, and this much was not filled at once. */
    IOC_REMAINDER,
    /** Expired: FOK, and its first active tick did not fill all of it. */
    FOK_UNFILLED,
    /** Expired: GTD, and its time is over. Rejected: it was over when the order came. */
    GOOD_TILL_OVER,
    /** Changed: a protection follows the position that it protects. */
    RESIZED,
    /** Cash: the portfolio's first use. */
    START_CASH
}
