/**
 * What a portfolio holds, has reserved and has on its way out.
 *
 * <p>The book is folded from executions alone. A fill leaves the reservation and enters the position in the same step, so
 * exposure is always in one of the two and never in neither. Executions are taken strictly in sequence: one that is ahead
 * of a gap waits in the book, one that was taken before changes nothing.
 */
@NullMarked
package io.ffe.risk.domain.book;

import org.jspecify.annotations.NullMarked;
