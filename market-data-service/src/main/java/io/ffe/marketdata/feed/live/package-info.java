/**
 * Prices of the moment from Coinbase, OANDA and Alpha Vantage.
 *
 * <p>A {@link io.ffe.marketdata.feed.live.Provider} speaks one provider's words over one connection; a
 * {@link io.ffe.marketdata.feed.live.LiveFeed} keeps such a connection alive on a thread of its own: watches for silence,
 * reconnects with backoff, says how it is. What comes in goes to a {@link io.ffe.marketdata.feed.live.FeedSink} on the
 * connection's thread, in the order in which it came. Nothing is repaired and nothing is dropped unseen: whatever is no tick
 * is handed over with its reason.
 */
@NullMarked
package io.ffe.marketdata.feed.live;

import org.jspecify.annotations.NullMarked;
