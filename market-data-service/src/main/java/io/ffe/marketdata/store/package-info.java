/** PostgreSQL's side of market data: the checkpoint that a restart goes on from, and the ticks. */
@NullMarked
package io.ffe.marketdata.store;

import org.jspecify.annotations.NullMarked;
