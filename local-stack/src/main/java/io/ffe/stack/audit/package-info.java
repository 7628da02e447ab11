/**
 * {@code ffe audit}: whether what is on the topics, in the databases and in the paper venue's journal fits together.
 * {@link io.ffe.stack.audit.rule} decides, {@link io.ffe.stack.audit.read} reads, {@link io.ffe.stack.audit.Audit} does one
 * pass after the other, {@link io.ffe.stack.audit.StateHash} says in one figure what a run came to. Nothing is written anywhere.
 */
@NullMarked
package io.ffe.stack.audit;

import org.jspecify.annotations.NullMarked;
