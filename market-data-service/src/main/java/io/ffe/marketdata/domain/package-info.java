/**
 * From ticks to bars, indicators and snapshots, as values and functions: no clock, no threads, no I/O.
 *
 * <p>Enter at {@link io.ffe.marketdata.domain.SymbolPipeline}, one for each symbol and used by one thread at a time. What
 * comes out is a function of the ticks, watermarks and warm-up bars that went in, in their order; a pipeline restored from
 * its {@link io.ffe.marketdata.domain.SymbolCheckpoint} goes on bit for bit as the original would have. Prices are
 * decimals, indicators are {@code double} and always finite, shares of one are fractions and never percentages.
 *
 * <p>Where the age of a snapshot's data is judged: {@link io.ffe.marketdata.domain.SnapshotQuality}.
 */
@NullMarked
package io.ffe.marketdata.domain;

import org.jspecify.annotations.NullMarked;
