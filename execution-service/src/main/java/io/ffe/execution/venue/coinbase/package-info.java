/**
 * Coinbase Advanced Trade as a venue, over its REST interface and its user stream.
 *
 * <p>A portfolio is the Coinbase portfolio that the key belongs to. Coinbase numbers nothing, so an event is what it has and the books
 * have not ({@link io.ffe.execution.venue.coinbase.AccountDifference}): trades by their entry id, ends only once every trade of the
 * order is listed. The user stream tells cumulative states and no trades; it only says that there is something to ask for, and how much
 * of an order has traded at least.
 *
 * <p>A repeated client_order_id makes no second order, Coinbase documents; nothing here relies on it. Nothing is sent twice, and an order
 * is absent only when the whole list since before it left does not have it.
 *
 * <p>The key signs a token for each request and appears in no message of this package.
 *
 * <p>Source: docs.cdp.coinbase.com, Advanced Trade REST and WebSocket; github.com/coinbase/coinbase-advanced-py for the tokens.
 */
@NullMarked
package io.ffe.execution.venue.coinbase;

import org.jspecify.annotations.NullMarked;
