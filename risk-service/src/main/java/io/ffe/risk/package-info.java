/**
 * Risk: whether a decision may become an order, and how large.
 *
 * <p>Reads {@code ffe.decisions.v1}, {@code ffe.snapshots.v1} and {@code ffe.executions.v1}; writes
 * {@code ffe.verdicts.v1}, exactly one verdict for each decision of a known portfolio's producer. Keeps its own database:
 * the exposure book, the newest prices, the verdicts, and the trading state, which it writes to {@code ffe.control.v1}.
 *
 * <p>Order: decisions and executions of one portfolio are taken in topic order, and both under the lock of the
 * portfolio's row, so any number of processes may share the work and no limit is passed. Repeats: the inbox stops them;
 * a verdict's id is a function of its decision. Failure: what is missing is a failed gate; what can never be judged goes
 * to the dead-letter topic; while the database or the broker is away nothing is judged and readiness is DOWN.
 *
 * <p>Rooms: {@code domain} holds the rules (a gate is added in {@code domain.gate}), {@code kafka} the topics in,
 * {@code store} the database, {@code rest} what people may look at, {@code config} the limits. The classes here are the
 * use cases in which they meet.
 */
@NullMarked
package io.ffe.risk;

import org.jspecify.annotations.NullMarked;
