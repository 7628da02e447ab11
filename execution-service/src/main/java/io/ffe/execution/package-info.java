/**
 * Execution: turns an approved verdict into exactly one order, keeps the books of what came of it, and tells.
 *
 * <p>Reads {@code ffe.verdicts.v1} (effects once, by verdict id), the tick topic (last quotes), and the venue's numbered
 * events (booked once, in order). Writes {@code ffe.executions.v1}, gap-free for each portfolio, and the compacted
 * {@code ffe.portfolio.v1}. Owns orders, positions and the ledger in its own database; every change of a portfolio happens
 * under the lock of its row.
 *
 * <p>Reads {@code ffe.control.v1} too. Whether entries may leave is {@link io.ffe.execution.TradingLatch}'s to say, which can be
 * told directly and needs nothing else to work.
 *
 * <p>An order is committed as INTENT before anything is sent, sent by {@link io.ffe.execution.OrderSender} and by nothing
 * else, and never sent again before the venue was asked about it. What an answer means stands in
 * {@link io.ffe.execution.domain.OutcomePolicy}. Fills, ends and cash come from the venue's events only
 * ({@link io.ffe.execution.VenueBooking}).
 */
@NullMarked
package io.ffe.execution;

import org.jspecify.annotations.NullMarked;
