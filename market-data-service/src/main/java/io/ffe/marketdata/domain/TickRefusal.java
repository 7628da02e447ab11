package io.ffe.marketdata.domain;

/** Why a readable tick is in no bar and not late either. */
public enum TickRefusal {
    /** Nobody trades its symbol in this run. */
    UNKNOWN_SYMBOL,
    /** It is of another symbol than the pipeline that it came to. */
    OTHER_SYMBOL,
    /** It is live in a replay, or a replay's in a live run. */
    OTHER_ORIGIN,
    /** Its time is far beyond all others; taking it would close everything before it. */
    TOO_FAR_AHEAD,
    /** Live, it happened after the broker had it, by more than the skew that is allowed. */
    FROM_THE_FUTURE,
    /** Live, its price is far from the last ones and no other tick confirms it yet. */
    UNCONFIRMED_JUMP,
    /** A price is finer, or a size larger, than what is made of it could be written down. */
    BEYOND_RANGE
}
