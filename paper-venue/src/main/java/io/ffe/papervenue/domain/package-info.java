/**
 * The exchange as a deterministic state machine.
 *
 * <p>A command or a tick is decided into a {@link io.ffe.papervenue.domain.JournalLine}, which changes nothing; applying
 * the line changes the state. Applying the same lines in the same order gives the same state, so the journal is the
 * exchange. Nothing here reads a clock, a file or a network, and nothing is random: seeded faults depend on the order's id.
 *
 * <p>Not thread-safe. Prices and cash are exact decimals; fees are rounded up to 8 decimals, prices to the instrument's
 * tick against the trader.
 */
@NullMarked
package io.ffe.papervenue.domain;

import org.jspecify.annotations.NullMarked;
