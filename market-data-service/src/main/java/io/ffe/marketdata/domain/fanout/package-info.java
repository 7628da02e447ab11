/**
 * The newest event of each stream, and who has seen it. One thread offers; any may take. A slower taker gets fewer events, and
 * what it did not get is counted: offered = delivered + conflated + unchanged + older + dropped, for each symbol and channel, at
 * any moment in which nothing is on its way to a client.
 */
@NullMarked
package io.ffe.marketdata.domain.fanout;

import org.jspecify.annotations.NullMarked;
