/**
 * The rules of risk, pure: no clock, no store, no topic. What they need comes in as values, what they conclude goes out
 * as values.
 *
 * <p>{@code limit} says what is allowed, {@code book} what is held and reserved (folded from executions), {@code size} how
 * large an entry may be, {@code gate} what every trade has to pass, {@code verdict} puts the four together.
 */
@NullMarked
package io.ffe.risk.domain;

import org.jspecify.annotations.NullMarked;
