package io.ffe.marketdata.feed.live;

/** Why something that a provider sent is no tick. */
public enum FeedRefusal {
    /** It is not in the provider's format. */
    UNREADABLE,
    /** It is of an instrument that nobody asked for. */
    UNKNOWN_SYMBOL,
    /** A price is missing, zero, below zero or no number. */
    NO_PRICE,
    /** The provider said it before: the same message, trade or quote. */
    REPEATED,
    /** It was traded before the subscription began. */
    BEFORE_SUBSCRIPTION,
    /** The provider says that nobody can trade at this price now. */
    NOT_TRADEABLE,
    /** This process stood still for so long that another instance may feed the symbol by now. */
    PERHAPS_ANOTHERS
}
