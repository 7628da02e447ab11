/**
 * The identities as folds: each rule takes facts in as they are read, remembers what it needs of them, and says at any moment
 * what holds. No I/O and no clock: the pass says what time it is. One thread.
 *
 * <p>A moving system is never consistent between two reads, so a rule tells what is missing from what is under way by
 * {@link io.ffe.stack.audit.rule.Pass}; once the run is quiet nothing is under way.
 */
@NullMarked
package io.ffe.stack.audit.rule;

import org.jspecify.annotations.NullMarked;
