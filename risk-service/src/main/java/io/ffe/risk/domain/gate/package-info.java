/**
 * What every trade has to pass, one class per gate.
 *
 * <p>{@link io.ffe.risk.domain.gate.Gate} is the catalogue: its order is the order on the verdict, its names are the names
 * in REST, metrics and {@code docs/gates.md}. To add a gate, write its rule beside the others, give it a line in the
 * catalogue, and run the tests with {@code -Ddocs.write=true}.
 *
 * <p>A rule is a pure function of the {@link io.ffe.risk.domain.gate.Proposal}: the portfolio as it would be after the
 * trade. It answers even when another gate has failed already, and it fails when something it needs is missing.
 */
@NullMarked
package io.ffe.risk.domain.gate;

import org.jspecify.annotations.NullMarked;
