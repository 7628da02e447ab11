/**
 * What execution knows about orders and money: values and functions of (state, event, now).
 *
 * <p>Nothing here reads a clock, a database, a topic or a venue, and nothing here is mutable. {@link OrderLife} says what
 * an event does to an order, {@link OutcomePolicy} which event a venue's answer is, {@link SendCheck} what may leave,
 * {@link ExitRule} how much an exit may close, {@link Booking} what a trade does to position and ledger, {@link Account} and
 * {@link Valuation} what the portfolio is worth, {@link BookDifferences} whether the books are the venue's. Amounts are in
 * account currency but for positions, which are in the one that their instrument is booked in ({@link Rates}); quantities
 * are in units of the base currency. All are exact decimals.
 */
@NullMarked
package io.ffe.execution.domain;

import org.jspecify.annotations.NullMarked;
