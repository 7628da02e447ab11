/**
 * The decision database: the queue of jobs, the record of decisions, what models were asked and answered, and what
 * portfolios hold.
 *
 * <p>Every method expects a transaction of the caller's, unless it says otherwise. Times written by the database
 * ({@code clock_timestamp}) order and lease jobs, so that instances with different clocks agree.
 */
@NullMarked
package io.ffe.decision.store;

import org.jspecify.annotations.NullMarked;
