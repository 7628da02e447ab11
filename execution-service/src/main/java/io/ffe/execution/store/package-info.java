/**
 * The books in PostgreSQL, and the trading state there and in a file, behind repositories that speak the domain's types.
 *
 * <p>All of it is used inside a transaction, and whoever changes anything of a portfolio holds its row lock
 * ({@link PortfolioStore#lock}). The database itself refuses a second order of an intent's leg and generation, a trade
 * booked twice, a gap-making execution number and a ledger transaction that does not sum to zero.
 */
@NullMarked
package io.ffe.execution.store;

import org.jspecify.annotations.NullMarked;
