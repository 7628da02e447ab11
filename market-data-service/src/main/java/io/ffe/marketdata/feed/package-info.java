/**
 * Where ticks come from: recorded files and the synthetic market.
 *
 * <p>A {@link io.ffe.marketdata.feed.Feed} gives the ticks of all its symbols in (time, symbol, source, sequence) order,
 * with sequences that rise by one from 1 for each symbol and source, and the bars of its own past for the warm-up. The same
 * files and settings give the same ticks, always. Files are read as streams and never held whole.
 *
 * <p>Wrong input is a {@link io.ffe.marketdata.feed.FeedFileException} that names file, line, value, what was expected and
 * what to do: before the start for everything that headers and first rows show, all problems at once; later at the row
 * that is wrong. What a market really does (crossed and locked quotes, repeats, jumps) is not wrong and goes through.
 */
@NullMarked
package io.ffe.marketdata.feed;

import org.jspecify.annotations.NullMarked;
