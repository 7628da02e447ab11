/**
 * How a snapshot becomes a decision, as pure functions: no framework, no clock, no I/O.
 *
 * <p>{@link io.ffe.decision.domain.Ladder} is the way in. Everything in here is deterministic and safe for any number of
 * threads: the same snapshot, model answer and time give the same {@link io.ffe.schema.event.Decision}, byte for byte.
 * A new strategy is a {@link io.ffe.decision.domain.Strategy} with a place in {@link io.ffe.decision.domain.RegimeWeights}.
 */
@NullMarked
package io.ffe.decision.domain;

import org.jspecify.annotations.NullMarked;
