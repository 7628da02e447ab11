/**
 * The payloads of every topic, as records whose constructors hold their invariants.
 *
 * <p>A record that exists is valid: constructors throw {@link IllegalArgumentException} naming the field, the value and
 * what was expected. Components marked {@code @Nullable} are optional on the wire; all others are required. Decimals are
 * {@link java.math.BigDecimal} (decimal strings on the wire), times are UTC instants, indicators and statistics are
 * {@code double}.
 */
@NullMarked
package io.ffe.schema.event;

import org.jspecify.annotations.NullMarked;
