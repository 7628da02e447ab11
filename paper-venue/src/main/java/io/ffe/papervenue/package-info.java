/**
 * The paper venue: a simulated exchange for ticks of the run's origin and orders of any portfolio, with paper money.
 *
 * <ul>
 *   <li>Promises: a clientOrderId is taken once for all time; whatever was answered or shown is on disk and survives the
 *       process; the same ticks and commands give the same fills, also across a restart.
 *   <li>Reads: {@code ffe.ticks.v1} without a consumer group, from the offsets in its journal; {@code ffe.clock.v1} in a
 *       lock-step replay.
 *   <li>Writes: its journal; {@code ffe.acks.v1} in a lock-step replay. No database, no other topic.
 *   <li>Order: commands and ticks take turns. In lock-step the ticks of a beat are merged by (time, symbol, sequence), and
 *       an order is matched from the beat after the one in which it arrived; otherwise from the next tick.
 * </ul>
 */
@NullMarked
package io.ffe.papervenue;

import org.jspecify.annotations.NullMarked;
