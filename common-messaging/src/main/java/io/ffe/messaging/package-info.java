/**
 * The only runtime code that services share: effects that happen once over delivery that happens at least once.
 *
 * <ul>
 *   <li>{@code inbox}: one transaction for "seen", the change and what is to be said about it; poison is dead-lettered,
 *       broken infrastructure is waited for.
 *   <li>{@code outbox}: rows that a relay publishes, in order for each aggregate.
 *   <li>{@code replay}: beats of logical time and the acks that answer them.
 *   <li>{@code ticks}: the tick topic, read in batches and in a fixed order.
 *   <li>{@code config} and {@code rest}: what a process is set to, and what REST resources share.
 *   <li>{@code time}: the clock, which in a replay is the record's.
 * </ul>
 */
@NullMarked
package io.ffe.messaging;

import org.jspecify.annotations.NullMarked;
